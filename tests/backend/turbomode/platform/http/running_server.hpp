// A server on a free port, running on a thread of its own as long as the object lives.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <spdlog/details/null_mutex.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>
#include <string>
#include <thread>
#include <utility>

#include <gtest/gtest.h>

#include "turbomode/platform/http/server.hpp"

namespace turbomode::platform::http {

class RunningServer {
public:
    explicit RunningServer(ServerOptions options, Handler handler) {
        options.port = 0;
        auto listening = Server::listen(options, std::move(handler));
        EXPECT_TRUE(listening.ok()) << listening.error().message;
        server_ = std::move(listening).value();
        thread_ = std::jthread([this] { server_->run(); });
    }
    RunningServer(const RunningServer&) = delete;
    RunningServer& operator=(const RunningServer&) = delete;
    RunningServer(RunningServer&&) = delete;
    RunningServer& operator=(RunningServer&&) = delete;
    ~RunningServer() {
        server_->stop();
        wait_for_end_of_run();
    }

    std::uint16_t port() const { return server_->port(); }
    void stop() const { server_->stop(); }
    void wait_for_end_of_run() {
        if (thread_.joinable()) {
            thread_.join();
        }
    }

private:
    std::unique_ptr<Server> server_;
    std::jthread thread_;
};

// Answers with what it was asked.
inline Response echo(const Request& request) {
    Response response;
    response.content_type = "text/plain";
    std::string text = request.method + " " + request.path;
    for (const auto& [name, value] : request.query) {
        text += " " + name + "=" + value;
    }
    response.body = text + " " + request.body;
    return response;
}

// Takes the log's place while it lives, for tests of what is logged.
class LogCapture {
public:
    LogCapture() : before_(spdlog::default_logger()) {
        spdlog::set_default_logger(std::make_shared<spdlog::logger>("test", sink_));
    }
    LogCapture(const LogCapture&) = delete;
    LogCapture& operator=(const LogCapture&) = delete;
    LogCapture(LogCapture&&) = delete;
    LogCapture& operator=(LogCapture&&) = delete;
    ~LogCapture() { spdlog::set_default_logger(before_); }

    // Waits until a line with `part` has been logged; false after 20 s.
    bool wait_for(const std::string& part) const {
        std::unique_lock lock(sink_->mutex);
        return sink_->changed.wait_for(lock, std::chrono::seconds{20}, [&] {
            return sink_->text.find(part) != std::string::npos;
        });
    }

private:
    struct Sink final : spdlog::sinks::base_sink<spdlog::details::null_mutex> {
        std::mutex mutex;
        std::condition_variable changed;
        std::string text;

        void sink_it_(const spdlog::details::log_msg& message) override {
            const std::lock_guard lock(mutex);
            text.append(message.payload.data(), message.payload.size());
            text += '\n';
            changed.notify_all();
        }
        void flush_() override {}
    };
    // Shared with the logger, as spdlog wants it.
    std::shared_ptr<Sink> sink_ = std::make_shared<Sink>();
    std::shared_ptr<spdlog::logger> before_;
};

}  // namespace turbomode::platform::http
