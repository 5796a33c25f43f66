# layer_library(<name> SOURCES ... DEPS <layers...> [EXTERNAL <targets...>])
#
# One static library per layer. DEPS is the whole list of layers it may include; tools/tidy.py
# reads it here and rejects any other #include. Includes are written from backend/:
# "bars/bar.hpp", "turbomode/signals/advance.hpp".
function(layer_library NAME)
    cmake_parse_arguments(ARG "" "" "SOURCES;DEPS;EXTERNAL" ${ARGN})
    add_library(${NAME} STATIC ${ARG_SOURCES})
    target_include_directories(${NAME} PUBLIC ${PROJECT_SOURCE_DIR}/backend)
    target_compile_features(${NAME} PUBLIC cxx_std_20)
    target_link_libraries(${NAME} PUBLIC ${ARG_DEPS} ${ARG_EXTERNAL} PRIVATE project_warnings)
    set_property(GLOBAL APPEND PROPERTY LAYERS ${NAME})
endfunction()

# layer_program(<name> LAYER <app layer> SOURCES ...): an executable whose only own source is main.
function(layer_program NAME)
    cmake_parse_arguments(ARG "" "LAYER" "SOURCES" ${ARGN})
    add_executable(${NAME} ${ARG_SOURCES})
    target_link_libraries(${NAME} PRIVATE ${ARG_LAYER} project_warnings)
    target_compile_definitions(${NAME} PRIVATE PROJECT_VERSION="${PROJECT_VERSION}")
endfunction()

# layer_tests(<layer> SOURCES ... [DEPS <more layers...>]): the GoogleTest program of one layer,
# one CTest test for each TEST in it.
function(layer_tests LAYER)
    cmake_parse_arguments(ARG "" "" "SOURCES;DEPS" ${ARGN})
    add_executable(${LAYER}_tests ${ARG_SOURCES})
    target_include_directories(${LAYER}_tests PRIVATE ${PROJECT_SOURCE_DIR}/tests)
    target_link_libraries(${LAYER}_tests
        PRIVATE ${LAYER} ${ARG_DEPS} GTest::gtest_main GTest::gmock project_warnings)
    # What is tested is optimised; optimising the tests themselves would cost more than it saves.
    target_compile_options(${LAYER}_tests PRIVATE $<$<CONFIG:Release>:-O1>)
    gtest_discover_tests(${LAYER}_tests DISCOVERY_MODE PRE_TEST TEST_PREFIX "${LAYER}."
        PROPERTIES TIMEOUT 300 ENVIRONMENT "OMP_WAIT_POLICY=passive")
endfunction()

# program_tests(<layer> PROGRAM <target> SCRIPTS ...): the program as a user meets it, its command
# line, exit codes and files. Each script is a Python unittest; tests/support/program.py runs it.
function(program_tests LAYER)
    cmake_parse_arguments(ARG "" "PROGRAM" "SCRIPTS" ${ARGN})
    foreach(script IN LISTS ARG_SCRIPTS)
        add_test(NAME ${LAYER}.${script}
            COMMAND Python3::Interpreter -B ${CMAKE_CURRENT_SOURCE_DIR}/${script}.py
                $<TARGET_FILE:${ARG_PROGRAM}> ${TURBOMODE_SHARED_DATA})
        set_tests_properties(${LAYER}.${script} PROPERTIES TIMEOUT 600 SKIP_RETURN_CODE 77
            ENVIRONMENT "PYTHONPATH=${PROJECT_SOURCE_DIR}/tests/support;OMP_WAIT_POLICY=passive")
    endforeach()
endfunction()
