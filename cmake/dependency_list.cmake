# dependency_list(<program> <layer>): compiles into <layer> what <program>/app/dependencies.hpp
# declares: the layers that the program is linked from and the sources they are compiled from.
#
# It follows what the targets link, not what anybody wrote down, and does so once all of them are
# declared: a link to a layer further down, or one added later from elsewhere, is followed too.
function(dependency_list PROGRAM LAYER)
    set(written ${CMAKE_CURRENT_BINARY_DIR}/dependencies.cpp)
    target_sources(${LAYER} PRIVATE ${written})
    # What DEFER is given is read when the call is made; EVAL keeps the values of now.
    cmake_language(EVAL CODE "cmake_language(DEFER DIRECTORY [[${PROJECT_SOURCE_DIR}]]
        CALL write_dependency_list [[${PROGRAM}]] [[${written}]])")
endfunction()

# Sets RESULT to the targets that an entry of a target's link list names: itself, or those inside a
# generator expression, whatever its condition.
function(targets_named ENTRY RESULT)
    string(REPLACE "::" "@@" names "${ENTRY}")
    string(REGEX MATCHALL "[A-Za-z0-9_.+@-]+" names "${names}")
    set(targets)
    foreach(name IN LISTS names)
        string(REPLACE "@@" "::" name ${name})
        if(TARGET ${name})
            get_target_property(aliased ${name} ALIASED_TARGET)
            if(aliased)
                set(name ${aliased})
            endif()
            list(APPEND targets ${name})
        endif()
    endforeach()
    set(${RESULT} ${targets} PARENT_SCOPE)
endfunction()

# Sets RESULT to every target that PROGRAM is linked from, by whatever way, itself included.
function(targets_linked PROGRAM RESULT)
    set(found)
    set(waiting ${PROGRAM})
    while(waiting)
        list(POP_FRONT waiting target)
        if(target IN_LIST found)
            continue()
        endif()
        list(APPEND found ${target})
        get_target_property(links ${target} LINK_LIBRARIES)
        get_target_property(handed_on ${target} INTERFACE_LINK_LIBRARIES)
        get_target_property(sources ${target} SOURCES)
        list(FILTER sources INCLUDE REGEX "TARGET_OBJECTS")
        foreach(entry IN LISTS links handed_on sources)
            targets_named("${entry}" named)
            list(APPEND waiting ${named})
        endforeach()
    endwhile()
    list(SORT found)
    set(${RESULT} ${found} PARENT_SCOPE)
endfunction()

# Sets RESULT to the target's own sources, relative to the project; generated ones are left out.
function(sources_of TARGET RESULT)
    get_target_property(folder ${TARGET} SOURCE_DIR)
    get_target_property(names ${TARGET} SOURCES)
    set(sources)
    foreach(name IN LISTS names)
        cmake_path(ABSOLUTE_PATH name BASE_DIRECTORY ${folder} NORMALIZE)
        cmake_path(IS_PREFIX CMAKE_BINARY_DIR ${name} is_generated)
        if(name MATCHES "NOTFOUND$|\\$<" OR is_generated)
            continue()
        endif()
        file(RELATIVE_PATH name ${PROJECT_SOURCE_DIR} ${name})
        list(APPEND sources ${name})
    endforeach()
    set(${RESULT} ${sources} PARENT_SCOPE)
endfunction()

# Ours are the targets of the folders of the project; what comes from outside is not listed.
function(write_dependency_list PROGRAM WRITTEN)
    targets_linked(${PROGRAM} targets)
    set(layers)
    set(sources)
    foreach(target IN LISTS targets)
        get_target_property(is_imported ${target} IMPORTED)
        get_target_property(folder ${target} SOURCE_DIR)
        cmake_path(IS_PREFIX PROJECT_SOURCE_DIR "${folder}" is_inside)
        if(is_imported OR NOT is_inside OR folder STREQUAL PROJECT_SOURCE_DIR)
            continue()
        endif()
        if(NOT target STREQUAL PROGRAM)
            string(APPEND layers "    \"${target}\",\n")
        endif()
        sources_of(${target} names)
        foreach(name IN LISTS names)
            string(APPEND sources "    \"${name}\",\n")
        endforeach()
    endforeach()
    file(CONFIGURE OUTPUT ${WRITTEN} @ONLY CONTENT
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
endfunction()
