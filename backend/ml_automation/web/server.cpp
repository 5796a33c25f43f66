#include "ml_automation/web/server.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <csignal>
#include <optional>
#include <spdlog/spdlog.h>
#include <utility>

#include <fmt/format.h>

#include "base/check.hpp"
#include "ml_automation/web/target.hpp"

namespace ml_automation::web {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;

// Errors as values: a client that hangs up is no exception.
constexpr auto kAsTuple = asio::as_tuple(asio::use_awaitable);
// Beast throws past its caller over a field of 64 KiB, in a header or after a chunked body, where
// its header limit does not reach. None fits into a buffer smaller than that.
constexpr std::size_t kBufferBytesMax = 65'000;
// When the process is out of file descriptors, accepting again at once would only spin.
constexpr std::chrono::milliseconds kAcceptPause{100};

using Message = http::request<http::string_body>;
using Answer = http::response<http::string_body>;

// Why this message must not reach the handler.
std::optional<Response> refusal(const Message& message) {
    const auto method = message.method();
    if (method != http::verb::get && method != http::verb::head && method != http::verb::post) {
        return problem(405, "GET, HEAD and POST are understood.");
    }
    const std::string host{message[http::field::host]};
    if (!is_loopback_host(host)) {
        return problem(421, "This server answers for the loopback address of its machine alone.");
    }
    const std::string origin{message[http::field::origin]};
    if (method == http::verb::post && !origin.empty() && origin != "http://" + host) {
        return problem(403, "Another site's page may not start anything here.");
    }
    return std::nullopt;
}

Response answer_to(const Handler& handler, const Message& message) {
    if (auto refused = refusal(message)) {
        return *std::move(refused);
    }
    auto target = parse_target(std::string_view{message.target()});
    if (!target) {
        return problem(400, "The target of the request is not understood.");
    }
    const Request request{.method = message.method() == http::verb::post ? "POST" : "GET",
                          .path = std::move(target->path),
                          .query = std::move(target->query)};
    try {
        return handler(request);
    } catch (const std::exception& exception) {
        spdlog::error("http: {} {}: {}", request.method, request.path, exception.what());
        return problem(500, "The server failed; its log says why.");
    }
}

// What a read that ended in `error` is answered; nothing when the client is gone.
std::optional<Response> answer_to_failed_read(error_code error) {
    static const auto& kOfHttp = http::make_error_code(http::error::bad_method).category();
    if (error == http::error::header_limit || error == http::error::buffer_overflow) {
        return problem(431, "The header of the request is too large.");
    }
    if (error == http::error::body_limit) {
        return problem(413, "The body of the request is too large.");
    }
    if (error.category() == kOfHttp && error != http::error::end_of_stream &&
        error != http::error::partial_message) {
        return problem(400, "This is not HTTP/1.1.");
    }
    return std::nullopt;
}

Answer message_of(Response response, unsigned version, bool keeps_alive, bool is_head) {
    Answer answer{static_cast<http::status>(response.status), version};
    answer.set(http::field::content_type, response.content_type);
    answer.set(http::field::cache_control, "no-cache");
    answer.set("Content-Security-Policy",
               "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'");
    answer.set("X-Content-Type-Options", "nosniff");
    answer.set("X-Frame-Options", "DENY");
    answer.set("Referrer-Policy", "no-referrer");
    answer.set("Cross-Origin-Resource-Policy", "same-origin");
    if (response.status == 405) {
        answer.set(http::field::allow, "GET, HEAD, POST");
    }
    answer.keep_alive(keeps_alive);
    answer.content_length(response.body.size());
    if (!is_head) {
        answer.body() = std::move(response.body);
    }
    return answer;
}

}  // namespace

struct Server::Impl {
    Impl(const ServerOptions& wanted, Handler answers)
        : options(wanted), handler(std::move(answers)), acceptor(context), signals(context) {}

    asio::awaitable<bool> write(beast::tcp_stream& stream, Answer answer) {
        stream.expires_after(options.deadline);
        const bool keeps_alive = answer.keep_alive();
        http::response_serializer<http::string_body> serializer{answer};
        const auto [error, bytes] = co_await http::async_write(stream, serializer, kAsTuple);
        co_return !error && keeps_alive;
    }

    asio::awaitable<void> serve(tcp::socket socket) {
        beast::tcp_stream stream(std::move(socket));
        beast::flat_buffer buffer(kBufferBytesMax);  // Bodies pass through it piece by piece.
        bool more = true;
        while (more) {
            http::request_parser<http::string_body> parser;
            parser.header_limit(options.header_bytes_max);
            parser.body_limit(options.body_bytes_max);
            stream.expires_after(options.deadline);
            const auto [error, bytes] = co_await http::async_read(stream, buffer, parser, kAsTuple);
            if (error) {
                auto refused = answer_to_failed_read(error);
                if (refused) {
                    co_await write(stream, message_of(*std::move(refused), 11, false, false));
                }
                more = false;
                continue;
            }
            const auto& message = parser.get();
            const bool is_head = message.method() == http::verb::head;
            more = co_await write(
                stream,
                message_of(
                    answer_to(handler, message), message.version(), message.keep_alive(), is_head));
        }
        error_code ignored;
        stream.socket().shutdown(tcp::socket::shutdown_both, ignored);
        --connections;
    }

    asio::awaitable<void> turn_away(tcp::socket socket) {
        beast::tcp_stream stream(std::move(socket));
        co_await write(stream, message_of(problem(503, "Too many clients."), 11, false, false));
    }

    asio::awaitable<void> accept() {
        while (acceptor.is_open()) {
            auto [error, socket] = co_await acceptor.async_accept(kAsTuple);
            if (error == asio::error::operation_aborted) {
                co_return;
            }
            if (error) {
                asio::steady_timer pause(context, kAcceptPause);
                co_await pause.async_wait(kAsTuple);
            } else if (connections >= options.connections_max) {
                asio::co_spawn(context, turn_away(std::move(socket)), asio::detached);
            } else {
                ++connections;
                asio::co_spawn(context, serve(std::move(socket)), asio::detached);
            }
        }
    }

    const ServerOptions options;
    const Handler handler;
    int connections = 0;
    asio::io_context context{1};
    tcp::acceptor acceptor;
    asio::signal_set signals;
};

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Server::~Server() = default;

base::Result<std::unique_ptr<Server>> Server::listen(const ServerOptions& options,
                                                     Handler handler) {
    CHECK(options.header_bytes_max < kBufferBytesMax);
    error_code error;
    const auto address = asio::ip::make_address(options.bind, error);
    if (error || !address.is_loopback()) {
        return base::Error{base::ErrorCode::Usage,
                           fmt::format("'{}' is no loopback address to serve on", options.bind)};
    }
    auto impl = std::make_unique<Impl>(options, std::move(handler));
    const tcp::endpoint endpoint(address, options.port);
    auto& acceptor = impl->acceptor;
    acceptor.open(endpoint.protocol(), error);
    if (!error) {
        acceptor.set_option(tcp::acceptor::reuse_address(true), error);
        acceptor.bind(endpoint, error);
    }
    if (!error) {
        acceptor.listen(tcp::acceptor::max_listen_connections, error);
    }
    if (error) {
        return base::Error{base::ErrorCode::Failed,
                           fmt::format("{}:{}: {}", options.bind, options.port, error.message())};
    }
    return std::unique_ptr<Server>(new Server(std::move(impl)));
}

std::uint16_t Server::port() const {
    return impl_->acceptor.local_endpoint().port();
}

void Server::run() {
    asio::co_spawn(impl_->context, impl_->accept(), asio::detached);
    impl_->context.run();
}

void Server::stop() {
    impl_->context.stop();
}

void Server::stop_on_termination() {
    impl_->signals.add(SIGINT);
    impl_->signals.add(SIGTERM);
    impl_->signals.async_wait([this](error_code error, int) {
        if (!error) {
            stop();
        }
    });
}

}  // namespace ml_automation::web
