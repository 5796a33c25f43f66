# dependency_list(<program> <layer>): compiles into <layer> what <program>/app/dependencies.hpp
# declares: the layers that the program is linked from and the sources they are compiled from. It
# follows what the targets link, so it cannot say less than is true.
function(dependency_list PROGRAM LAYER)
    get_property(all_layers GLOBAL PROPERTY LAYERS)
    set(found)
    set(waiting ${LAYER})
    while(waiting)
        list(POP_FRONT waiting layer)
        if(layer IN_LIST found OR NOT layer IN_LIST all_layers)
            continue()
        endif()
        list(APPEND found ${layer})
        get_target_property(linked ${layer} LINK_LIBRARIES)
        list(APPEND waiting ${linked})
    endwhile()
    list(SORT found)

    set(layers)
    set(sources)
    foreach(layer IN LISTS found)
        string(APPEND layers "    \"${layer}\",\n")
        get_target_property(folder ${layer} SOURCE_DIR)
        get_target_property(names ${layer} SOURCES)
        file(RELATIVE_PATH folder ${PROJECT_SOURCE_DIR} ${folder})
        foreach(name IN LISTS names)
            string(APPEND sources "    \"${folder}/${name}\",\n")
        endforeach()
    endforeach()
    set(written ${CMAKE_CURRENT_BINARY_DIR}/dependencies.cpp)
    file(CONFIGURE OUTPUT ${written} @ONLY CONTENT
"// Written by cmake/dependency_list.cmake.
#include \"${PROGRAM}/app/dependencies.hpp\"

#include <array>

namespace ${PROGRAM}::app {

namespace {

constexpr auto kLayers = std::to_array<std::string_view>({
${layers}});

constexpr auto kSources = std::to_array<std::string_view>({
${sources}});

}  // namespace

std::span<const std::string_view> linked_layers() {
    return kLayers;
}

std::span<const std::string_view> compiled_sources() {
    return kSources;
}

}  // namespace ${PROGRAM}::app
")
    target_sources(${LAYER} PRIVATE ${written})
endfunction()
