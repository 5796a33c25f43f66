#include "turbomode/platform/http/server.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <csignal>
#include <exception>
#include <functional>
#include <map>
#include <optional>
#include <spdlog/spdlog.h>
#include <string_view>
#include <sys/resource.h>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/check.hpp"
#include "turbomode/platform/http/event_feed.hpp"
#include "turbomode/platform/http/guard.hpp"
#include "turbomode/platform/http/header_text.hpp"
#include "turbomode/platform/http/target.hpp"

namespace turbomode::platform::http {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using boost::system::error_code;
using std::chrono::milliseconds;

// Errors as values: a client that hangs up is no exception.
constexpr auto kAsTuple = asio::as_tuple(asio::use_awaitable);

constexpr std::size_t kReadBytes = 8'192;
constexpr std::uint32_t kHeaderBytesMax = 64'000;
// Beast throws out of its depths over a field of 64 KiB, in a header or after a chunked body,
// where its header limit does not reach. None fits into a buffer smaller than that.
constexpr std::size_t kBufferBytesMax = 65'000;
// How much more of an unwanted request is read before its connection is closed.
constexpr std::size_t kLingerBytesMax = 4'000'000;
constexpr milliseconds kLingerDeadline{1'000};
// A client of a quiet stream learns so often that the server lives, and the server that it does.
constexpr std::chrono::seconds kHeartbeat{15};

constexpr rlim_t kOtherFilesMax = 512;  // Databases, logs, children's pipes.

// When the process is out of file descriptors, accepting again at once would only spin.
constexpr milliseconds kAcceptPause{100};

using Message = beast::http::request<beast::http::string_body>;

std::map<std::string, std::string, std::less<>> headers_of(const Message& message) {
    std::map<std::string, std::string, std::less<>> headers;
    for (const auto& field : message) {
        const auto [place, is_new] =
            headers.try_emplace(ascii_lower(field.name_string()), field.value());
        if (!is_new) {
            place->second += ", ";
            place->second += std::string_view{field.value()};
        }
    }
    return headers;
}

Response call(const Handler& handler, const Request& request) {
    std::string what = "an answer that cannot be sent";
    try {
        Response response = handler(request);
        if (is_sendable(response)) {
            return response;
        }
    } catch (const std::exception& exception) {
        what = exception.what();
    }
    spdlog::error("http: {} {}: the handler failed: {}", request.method, request.path, what);
    return problem(500, "The server failed; its log says why.");
}

// What a whole, well-formed message is answered. Decides itself what the handler must not see.
Response answer(const Handler& handler, Message message, Guard& guard) {
    using beast::http::verb;
    const verb method = message.method();
    if (method != verb::get && method != verb::head && method != verb::post) {
        Response refused = problem(405, "GET, HEAD and POST are understood.");
        refused.headers.emplace_back("Allow", "GET, HEAD, POST");
        return refused;
    }
    if (message.version() >= 11 && message.count(beast::http::field::host) != 1) {
        return problem(400, "A request names its host once.");
    }
    auto target = parse_target(std::string_view{message.target()});
    if (!target.ok()) {
        return problem(400, target.error().message);
    }
    const Request request{.method = method == verb::post ? "POST" : "GET",
                          .path = std::move(target.value().path),
                          .query = std::move(target.value().query),
                          .headers = headers_of(message),
                          .body = std::move(message.body())};
    auto refused = guard.refusal(request, std::chrono::steady_clock::now());
    return refused ? *std::move(refused) : call(handler, request);
}

// What the read that ended in `error` is answered; nothing when the client is gone.
std::optional<Response> answer_to_failed_read(error_code error) {
    namespace http = beast::http;
    static const auto& http_errors = http::make_error_code(http::error::bad_method).category();
    if (error == http::error::header_limit || error == http::error::buffer_overflow) {
        return problem(431, "The header of the request is too large.");
    }
    if (error == http::error::body_limit) {
        return problem(413, "The body of the request is too large.");
    }
    const bool cut_short =
        error == http::error::end_of_stream || error == http::error::partial_message;
    if (error.category() == http_errors && !cut_short) {
        return problem(400, "This is not HTTP/1.1: " + error.message() + ".");
    }
    return std::nullopt;
}

// One client's connection, from its first request to its last. All of it runs on the strand of
// its socket, so it needs no lock.
class Connection : public std::enable_shared_from_this<Connection> {
public:
    Connection(tcp::socket socket,
               const ServerOptions& options,
               const Handler& handler,
               Guard& guard)
        : socket_(std::move(socket)),
          deadline_(socket_.get_executor()),
          wake_(socket_.get_executor()),
          options_(options),
          handler_(handler),
          guard_(guard) {}

    asio::any_io_executor executor() { return socket_.get_executor(); }

    // Runs until the connection is to be closed; the last owner gone, it is.
    static asio::awaitable<void> serve(std::shared_ptr<Connection> self) {
        // Not `while (more && co_await ...)`: GCC 12 waits for the request though `more` is false.
        while (co_await self->has_request()) {
            const bool more = co_await self->serve_one();
            if (!more) {
                break;
            }
        }
    }

    // Call on the connection's strand: finish the request under way, take no other.
    void stop() {
        stopping_ = true;
        wake_.cancel();
        if (idle_) {
            stop_reading();
        }
    }

private:
    enum class Phase { Reading, Writing };

    // Reading ends like that of a client that has hung up, and stays ended; writing still works,
    // so that the client can be told why.
    void stop_reading() {
        error_code ignored;
        socket_.shutdown(tcp::socket::shutdown_receive, ignored);
    }

    void arm(Phase phase, milliseconds limit) {
        expired_ = false;
        deadline_.expires_after(limit);
        // Weak: a connection that has ended does not stay open until its deadline.
        deadline_.async_wait([weak = weak_from_this(), phase](error_code error) {
            const auto self = weak.lock();
            if (!error && self != nullptr) {
                self->on_deadline(phase);
            }
        });
    }

    void on_deadline(Phase phase) {
        if (deadline_.expiry() > asio::steady_timer::clock_type::now()) {
            return;  // The timer has been set again; this is word of its earlier end.
        }
        expired_ = true;
        if (phase == Phase::Reading) {
            stop_reading();
        } else {
            error_code ignored;
            socket_.close(ignored);
        }
    }

    // Waits for the first byte of a request. False when none will come.
    asio::awaitable<bool> has_request() {
        if (stopping_) {
            co_return false;
        }
        if (buffer_.size() > 0) {  // The client has sent several at once.
            co_return true;
        }
        idle_ = true;
        arm(Phase::Reading, options_.idle_deadline);
        const auto [error, size] =
            co_await socket_.async_read_some(buffer_.prepare(kReadBytes), kAsTuple);
        idle_ = false;
        buffer_.commit(size);
        co_return !error && !expired_;
    }

    // Reads a request and answers it. False when the connection is to be closed.
    asio::awaitable<bool> serve_one() {
        arm(Phase::Reading, options_.request_deadline);
        beast::http::request_parser<beast::http::string_body> parser;
        parser.header_limit(options_.header_bytes_max);
        parser.body_limit(options_.body_bytes_max);
        const auto [error, size] =
            co_await beast::http::async_read(socket_, buffer_, parser, kAsTuple);
        if (expired_) {
            co_await send_last(problem(408, "The request did not arrive in time."));
            co_return false;
        }
        if (error) {
            const auto response = answer_to_failed_read(error);
            if (response) {
                co_await send_last(*response);
            }
            co_return false;
        }
        Message message = parser.release();
        const bool head = message.method() == beast::http::verb::head;
        const bool keep_alive = message.keep_alive();
        const Response response = answer(handler_, std::move(message), guard_);
        if (response.events != nullptr) {
            co_await stream(response, head);
            co_return false;
        }
        const After after = keep_alive && !stopping_ ? After::KeepAlive : After::Close;
        const bool sent = co_await send(response, head, after);
        if (sent && after == After::Close) {
            co_await linger();
        }
        co_return sent&& after == After::KeepAlive;
    }

    // True when the client has taken it all.
    asio::awaitable<bool> send(const Response& response, bool head, After after) {
        const std::string header = header_text(response, after);
        const bool has_body = !head && response.status != 204 && response.status != 304;
        const std::string_view body = has_body ? response.body_text() : std::string_view{};
        const std::array<asio::const_buffer, 2> buffers{asio::buffer(header), asio::buffer(body)};
        arm(Phase::Writing, options_.request_deadline);
        const auto [error, size] = co_await asio::async_write(socket_, buffers, kAsTuple);
        co_return !error && !expired_;
    }

    // The header, then events until the client is gone or the server stops.
    asio::awaitable<void> stream(const Response& response, bool head) {
        bool is_open = co_await send_text(header_text(response, After::Close));
        // Weak: the feed does not keep a connection open.
        const auto subscription = response.events->subscribe([weak = weak_from_this()] {
            if (const auto self = weak.lock()) {
                asio::post(self->executor(), [self] { self->wake_.cancel(); });
            }
        });
        auto last = response.events_after;
        while (is_open && !head && !stopping_) {
            auto news = response.events->since(last);
            last = news.until;
            if (news.text.empty()) {
                // An event from now on cancels this wait: it is posted to the strand that runs us.
                wake_.expires_after(kHeartbeat);
                const auto [error] = co_await wake_.async_wait(kAsTuple);
                if (error) {
                    continue;
                }
                news.text = ": the server lives\n\n";
            }
            is_open = co_await send_text(std::move(news.text));
        }
    }

    // True when the client has taken it in time.
    asio::awaitable<bool> send_text(std::string text) {
        arm(Phase::Writing, options_.request_deadline);
        const auto [error, size] =
            co_await asio::async_write(socket_, asio::buffer(text), kAsTuple);
        deadline_.cancel();
        co_return !error && !expired_;
    }

    asio::awaitable<void> send_last(Response response) {
        const bool sent = co_await send(response, false, After::Close);
        if (sent) {
            co_await linger();
        }
    }

    // Reads what the client is still sending, within limits. Closing with bytes unread would
    // reset the connection, and the client might lose the answer. Source: RFC 9112, section 9.6.
    asio::awaitable<void> linger() {
        error_code error;
        socket_.shutdown(tcp::socket::shutdown_send, error);
        arm(Phase::Writing, kLingerDeadline);
        std::vector<char> unwanted(kReadBytes);
        std::size_t total = 0;
        while (!error && total < kLingerBytesMax) {
            const auto [read_error, size] =
                co_await socket_.async_read_some(asio::buffer(unwanted), kAsTuple);
            error = read_error;
            total += size;
        }
    }

    tcp::socket socket_;
    asio::steady_timer deadline_;
    asio::steady_timer wake_;  // Of a stream of events.
    const ServerOptions& options_;
    const Handler& handler_;
    Guard& guard_;
    beast::flat_buffer buffer_{kBufferBytesMax};  // Read, but not yet part of a request.
    bool idle_ = false;
    bool expired_ = false;  // The deadline set last has passed.
    bool stopping_ = false;
};

}  // namespace

struct Server::Impl {
    Impl(ServerOptions chosen, Handler chosen_handler)
        : options(std::move(chosen)),
          handler(std::move(chosen_handler)),
          guard({.is_bound_to_loopback = is_loopback(options.bind),
                 .token = options.token,
                 .posts_a_minute = options.posts_a_minute}),
          io(options.threads),
          strand(asio::make_strand(io)),
          acceptor(strand),
          pause(strand),
          drain(strand),
          signals(strand) {}

    base::Result<void> take_port();
    void run();
    asio::awaitable<void> accept_clients();
    void admit(tcp::socket socket);
    void forget(int id);
    void stop();
    void limit_drain();

    const ServerOptions options;
    const Handler handler;
    Guard guard;
    asio::io_context io;
    // What follows is touched on this strand only, once run() has been called.
    asio::strand<asio::io_context::executor_type> strand;
    tcp::acceptor acceptor;
    asio::steady_timer pause;
    asio::steady_timer drain;
    asio::signal_set signals;
    // Weak: a connection lives as long as its own coroutine.
    std::map<int, std::weak_ptr<Connection>> connections;
    int next_id = 0;
    bool stopping = false;
    std::uint16_t port = 0;
};

// A connection is a file to the kernel, and 1,024 files are what a process may have at first.
void allow_files(int connections_max) {
    rlimit limit{};
    const auto wanted = static_cast<rlim_t>(connections_max) + kOtherFilesMax;
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < wanted) {
        limit.rlim_cur = std::min(wanted, limit.rlim_max);
        ::setrlimit(RLIMIT_NOFILE, &limit);  // Else fewer clients are accepted at once.
    }
}

base::Result<void> Server::Impl::take_port() {
    error_code error;
    const auto address = asio::ip::make_address(options.bind, error);
    if (error) {
        return base::Error{
            base::ErrorCode::Usage,
            fmt::format("http: bind address {}: not a numeric IPv4 or IPv6 address", options.bind)};
    }
    const tcp::endpoint endpoint{address, options.port};
    acceptor.open(endpoint.protocol(), error);
    if (!error) {
        acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    }
    if (!error) {
        acceptor.bind(endpoint, error);
    }
    if (!error) {
        acceptor.listen(asio::socket_base::max_listen_connections, error);
    }
    if (error) {
        const std::string place =
            address.is_v6() ? fmt::format("[{}]", options.bind) : options.bind;
        const std::string why = error == asio::error::address_in_use
                                    ? "the port is taken by another program"
                                    : error.message();
        return base::Error{
            base::ErrorCode::Failed,
            fmt::format("http: cannot listen on {}:{}: {}", place, options.port, why)};
    }
    port = acceptor.local_endpoint().port();
    allow_files(options.connections_max);
    return {};
}

void Server::Impl::run() {
    asio::co_spawn(strand, accept_clients(), [](const std::exception_ptr& failure) {
        if (failure) {
            std::rethrow_exception(failure);  // Ends the process: there is no server any more.
        }
    });
    std::vector<std::jthread> helpers;
    for (int i = 1; i < options.threads; ++i) {
        helpers.emplace_back([this] { io.run(); });
    }
    io.run();
}

asio::awaitable<void> Server::Impl::accept_clients() {
    while (!stopping) {
        auto [error, socket] = co_await acceptor.async_accept(asio::make_strand(io), kAsTuple);
        if (stopping) {
            co_return;
        }
        if (!error) {
            admit(std::move(socket));
            continue;
        }
        spdlog::warn("http: a client could not be accepted: {}", error.message());
        pause.expires_after(kAcceptPause);
        co_await pause.async_wait(kAsTuple);
    }
}

void Server::Impl::admit(tcp::socket socket) {
    error_code error;
    if (std::cmp_greater_equal(connections.size(), options.connections_max)) {
        const Response full = problem(503, "Too many connections at once.");
        const std::string text = header_text(full, After::Close) + std::string{full.body_text()};
        socket.non_blocking(true, error);  // As much as fits goes out; nobody waits for more.
        socket.write_some(asio::buffer(text), error);
        socket.shutdown(tcp::socket::shutdown_send, error);
        return;
    }
    // An answer goes out in one piece; waiting for more of it to come would only delay it.
    socket.set_option(tcp::no_delay(true), error);
    const int id = next_id++;
    const auto connection =
        std::make_shared<Connection>(std::move(socket), options, handler, guard);
    connections.emplace(id, connection);
    const auto done = [this, id](const std::exception_ptr& failure) {
        forget(id);
        if (failure) {
            spdlog::error("http: a connection was dropped: an exception of an unknown kind");
        }
    };
    asio::co_spawn(
        connection->executor(), Connection::serve(connection), asio::bind_executor(strand, done));
}

void Server::Impl::forget(int id) {
    connections.erase(id);
    if (stopping && connections.empty()) {
        drain.cancel();
    }
}

void Server::Impl::stop() {
    if (std::exchange(stopping, true)) {
        return;
    }
    error_code ignored;
    acceptor.close(ignored);
    pause.cancel();
    signals.clear(ignored);
    for (const auto& [id, entry] : connections) {
        const auto connection = entry.lock();
        if (connection != nullptr) {
            asio::post(connection->executor(), std::bind_front(&Connection::stop, connection));
        }
    }
    if (!connections.empty()) {
        limit_drain();
    }
}

void Server::Impl::limit_drain() {
    drain.expires_after(options.drain_deadline);
    drain.async_wait([this](error_code error) {
        if (!error) {
            io.stop();
        }
    });
}

base::Result<std::unique_ptr<Server>> Server::listen(const ServerOptions& options,
                                                     Handler handler) {
    CHECK(options.header_bytes_max <= kHeaderBytesMax && options.threads >= 1);
    auto impl = std::make_unique<Impl>(options, std::move(handler));
    TRY(impl->take_port());
    return std::unique_ptr<Server>{new Server(std::move(impl))};
}

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Server::~Server() = default;

std::uint16_t Server::port() const {
    return impl_->port;
}

void Server::run() {
    impl_->run();
}

void Server::stop() {
    asio::post(impl_->strand, [this] { impl_->stop(); });
}

void Server::stop_on_termination() {
    impl_->signals.add(SIGINT);
    impl_->signals.add(SIGTERM);
    impl_->signals.async_wait([this](error_code error, int signal) {
        if (!error) {
            spdlog::info("http: signal {}, stopping", signal);
            impl_->stop();
        }
    });
}

}  // namespace turbomode::platform::http
