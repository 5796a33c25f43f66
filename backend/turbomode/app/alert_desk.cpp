#include "turbomode/app/alert_desk.hpp"

#include "base/log.hpp"
#include "turbomode/alerts/mail.hpp"
#include "turbomode/alerts/webhook.hpp"

namespace turbomode::app {

using base::ErrorCode;
using base::Result;

namespace {

constexpr double kGigabyte = 1e9;

alerts::SecretPlace secret_at(const Context& context,
                              const std::string& file,
                              const char* variable) {
    return {.file = file.empty() ? std::filesystem::path{} : context.at(file),
            .variable = variable};
}

alerts::Thresholds thresholds_of(const platform::AlertSettings& settings) {
    return {.accuracy_buy_min = settings.accuracy_buy_min,
            .accuracy_sell_min = settings.accuracy_sell_min,
            .coverage_min = settings.coverage_min,
            .sessions_behind_max = settings.sessions_behind_max,
            .night_late = std::chrono::minutes{settings.night_late_minutes},
            .run_time_factor_max = settings.run_time_factor_max,
            .disk_free_min_bytes = settings.disk_free_min_gb * kGigabyte,
            .backup_age_max = std::chrono::days{settings.backup_days_max},
            .scheduler_off_max = std::chrono::hours{settings.scheduler_off_hours_max}};
}

std::unique_ptr<alerts::Channel> webhook_of(const Context& context,
                                            const platform::AlertSettings& settings) {
    const auto shape = alerts::parse_webhook_shape(settings.webhook);
    CHECK(shape.ok());  // The settings allow no other.
    return alerts::webhook_channel(
        {.shape = shape.value(),
         .url = secret_at(context, settings.webhook_url_file, "TURBOMODE_WEBHOOK_URL"),
         .token = secret_at(context, settings.webhook_token_file, "TURBOMODE_WEBHOOK_TOKEN")});
}

std::unique_ptr<alerts::Channel> mail_of(const Context& context,
                                         const platform::AlertSettings& settings) {
    const auto tls = alerts::parse_mail_tls(settings.smtp_tls);
    CHECK(tls.ok());  // As above.
    return alerts::mail_channel(
        {.url = settings.smtp_url,
         .tls = tls.value(),
         .ca_file = settings.smtp_ca_file.empty() ? "" : context.at(settings.smtp_ca_file).string(),
         .user = settings.smtp_user,
         .password = secret_at(context, settings.smtp_password_file, "TURBOMODE_SMTP_PASSWORD"),
         .from = settings.smtp_from,
         .to = platform::mail_addresses(settings.smtp_to)});
}

}  // namespace

std::vector<std::unique_ptr<alerts::Channel>> channels_of(const Context& context,
                                                          const platform::Config& config) {
    std::vector<std::unique_ptr<alerts::Channel>> channels;
    channels.push_back(alerts::log_channel());
    if (config.alerts.webhook != "none") {
        channels.push_back(webhook_of(context, config.alerts));
    }
    if (!config.alerts.smtp_url.empty()) {
        channels.push_back(mail_of(context, config.alerts));
    }
    return channels;
}

std::unique_ptr<alerts::Lookout> lookout_of(const Surroundings& at) {
    const auto& settings = at.config.alerts;
    return std::make_unique<alerts::Lookout>(
        alerts::LookoutOptions{
            .database = at.context.at(at.config.paths.alerts_db),
            .thresholds = thresholds_of(settings),
            .pace = {.repeat_after = std::chrono::hours{settings.repeat_hours},
                     .resolve_after = std::chrono::minutes{settings.resolve_minutes}},
            .keep_resolved = static_cast<std::size_t>(settings.keep_resolved),
            .facts =
                [at] {
                    return facts_of(at);
                }},
        channels_of(at.context, at.config));
}

void prepare_alerts(const Context& context, const platform::Config& config) {
    const auto made = alerts::AlertStore::open(context.at(config.paths.alerts_db));
    if (!made.ok()) {
        spdlog::error("alerts: {}", made.error().message);
    }
}

Result<std::vector<alerts::Alert>> alerts_of(const Context& context,
                                             const platform::Config& config,
                                             bool with_resolved) {
    const auto store = alerts::AlertStore::open_read_only(context.at(config.paths.alerts_db));
    if (!store.ok()) {
        if (store.error().code == ErrorCode::NotFound) {
            return std::vector<alerts::Alert>{};
        }
        return store.error();
    }
    return with_resolved ? store.value().all_alerts() : store.value().open_alerts();
}

}  // namespace turbomode::app
