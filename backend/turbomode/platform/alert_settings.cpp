#include "turbomode/platform/alert_settings.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace turbomode::platform {

namespace {

using base::NumberSetting;
using base::TextSetting;
using base::WholeSetting;
using enum base::Affects;

constexpr std::array<std::string_view, 5> kWebhooks{"none", "json", "slack", "discord", "ntfy"};
constexpr std::array<std::string_view, 3> kMailTls{"auto", "required", "none"};

base::Settings thresholds(AlertSettings& alerts) {
    return {
        {"alerts",
         "accuracy_buy_min",
         NumberSetting{&alerts.accuracy_buy_min, 0.0, 1.0},
         Machine,
         "Share of won BUY trades below which an alert is raised; 0: only when the model is "
         "certainly worse than none"},
        {"alerts",
         "accuracy_sell_min",
         NumberSetting{&alerts.accuracy_sell_min, 0.0, 1.0},
         Machine,
         "The same for SELL trades"},
        {"alerts",
         "coverage_min",
         NumberSetting{&alerts.coverage_min, 0.0, 1.0},
         Machine,
         "Part of the universe with fresh prices below which an alert is raised"},
        {"alerts",
         "sessions_behind_max",
         WholeSetting{&alerts.sessions_behind_max, 0, 60},
         Machine,
         "Sessions by which the newest price may be older than the last night"},
        {"alerts",
         "night_late_minutes",
         WholeSetting{&alerts.night_late_minutes, 1, 1'440},
         Machine,
         "Minutes after which a night without a record is missed"},
        {"alerts",
         "run_time_factor_max",
         NumberSetting{&alerts.run_time_factor_max, 1.0, 1'000.0},
         Machine,
         "How many times the usual time a scan may take, and a minute more"},
        {"alerts",
         "disk_free_min_gb",
         NumberSetting{&alerts.disk_free_min_gb, 0.0, 1e6},
         Machine,
         "Free space where home lies, in GB, below which an alert is raised"},
        {"alerts",
         "backup_days_max",
         WholeSetting{&alerts.backup_days_max, 1, 3'650},
         Machine,
         "Days that the newest backup may be old; over a long weekend it is 4"},
        {"alerts",
         "scheduler_off_hours_max",
         WholeSetting{&alerts.scheduler_off_hours_max, 0, 8'760},
         Machine,
         "Hours for which the scheduler may be switched off before an alert is raised"},
    };
}

base::Settings manners(AlertSettings& alerts) {
    return {
        {"alerts",
         "repeat_hours",
         WholeSetting{&alerts.repeat_hours, 1, 8'760},
         Machine,
         "Hours after which an alert that lasts is said again"},
        {"alerts",
         "resolve_minutes",
         WholeSetting{&alerts.resolve_minutes, 0, 1'440},
         Machine,
         "Minutes for which its reason must be gone before an alert counts as resolved"},
        {"alerts",
         "keep_resolved",
         WholeSetting{&alerts.keep_resolved, 1, 1'000'000},
         Machine,
         "Resolved alerts that are remembered"},
        {"alerts",
         "webhook",
         TextSetting{&alerts.webhook, kWebhooks},
         Machine,
         "Shape of what is posted to the webhook; none: there is none"},
        {"alerts",
         "webhook_url_file",
         TextSetting{.value = &alerts.webhook_url_file, .may_be_empty = true},
         Machine,
         "File with the webhook's address, which is a secret; else the environment variable "
         "TURBOMODE_WEBHOOK_URL"},
        {"alerts",
         "webhook_token_file",
         TextSetting{.value = &alerts.webhook_token_file, .may_be_empty = true},
         Machine,
         "File with a bearer token for it; else TURBOMODE_WEBHOOK_TOKEN, if that is set"},
    };
}

base::Settings mail(AlertSettings& alerts) {
    return {
        {"alerts",
         "smtp_url",
         TextSetting{.value = &alerts.smtp_url, .may_be_empty = true},
         Machine,
         "Mail server, such as smtp://mail.example:587 or smtps://mail.example:465; empty: no "
         "mail"},
        {"alerts",
         "smtp_tls",
         TextSetting{&alerts.smtp_tls, kMailTls},
         Machine,
         "Encryption of smtp://: auto requires it except to this machine; none also allows mail in "
         "the clear, but no password"},
        {"alerts",
         "smtp_ca_file",
         TextSetting{.value = &alerts.smtp_ca_file, .may_be_empty = true},
         Machine,
         "Certificates to trust instead of the system's, for a mail server of one's own"},
        {"alerts",
         "smtp_user",
         TextSetting{.value = &alerts.smtp_user, .may_be_empty = true},
         Machine,
         "User name at the mail server; empty: it asks for none"},
        {"alerts",
         "smtp_password_file",
         TextSetting{.value = &alerts.smtp_password_file, .may_be_empty = true},
         Machine,
         "File with the password; else the environment variable TURBOMODE_SMTP_PASSWORD"},
        {"alerts",
         "smtp_from",
         TextSetting{.value = &alerts.smtp_from, .may_be_empty = true},
         Machine,
         "Address that mail comes from"},
        {"alerts",
         "smtp_to",
         TextSetting{.value = &alerts.smtp_to, .may_be_empty = true},
         Machine,
         "Addresses that mail goes to, with commas between them"},
    };
}

// One address without a name, of printable ASCII: it goes into a header and a command as it is.
bool is_mail_address(std::string_view text) {
    const auto at = text.find('@');
    const bool is_plain = std::ranges::all_of(text, [](char character) {
        return character > ' ' && character < 127 &&
               std::string_view{"<>()[],;:\\\""}.find(character) == std::string_view::npos;
    });
    return is_plain && at != std::string_view::npos && at > 0 && at + 1 < text.size() &&
           text.find('@', at + 1) == std::string_view::npos;
}

}  // namespace

std::vector<std::string> mail_addresses(const std::string& list) {
    std::vector<std::string> addresses;
    for (std::size_t begin = 0; begin < list.size();) {
        const auto end = std::min(list.find(',', begin), list.size());
        const auto first = list.find_first_not_of(' ', begin);
        const auto last = list.find_last_not_of(' ', end - 1);
        if (first < end && last != std::string::npos && last >= first) {
            addresses.push_back(list.substr(first, last - first + 1));
        }
        begin = end + 1;
    }
    return addresses;
}

base::Settings alert_settings(AlertSettings& alerts) {
    base::Settings all;
    for (auto& part : {thresholds(alerts), manners(alerts), mail(alerts)}) {
        all.insert(all.end(), part.begin(), part.end());
    }
    return all;
}

base::Result<void> check_alerts(const AlertSettings& alerts, std::string_view source_name) {
    if (alerts.smtp_url.empty()) {
        return {};
    }
    const auto refuse =
        [&](std::string_view key, std::string_view value, std::string_view allowed) {
            return base::Error{
                base::ErrorCode::Usage,
                fmt::format("{}: alerts.{} = {}: allowed is {}", source_name, key, value, allowed)};
        };
    const std::string_view url = alerts.smtp_url;
    if (!url.starts_with("smtp://") && !url.starts_with("smtps://")) {
        return refuse("smtp_url", url, "smtp://HOST:PORT or smtps://HOST:PORT");
    }
    if (url.find('@') != std::string_view::npos) {
        // Not shown: it may hold a password.
        return refuse("smtp_url", "...", "an address without user and password; see smtp_user");
    }
    if (!is_mail_address(alerts.smtp_from)) {
        return refuse("smtp_from", alerts.smtp_from, "one address such as turbomode@mail.example");
    }
    const auto to = mail_addresses(alerts.smtp_to);
    if (to.empty() || !std::ranges::all_of(to, is_mail_address)) {
        return refuse("smtp_to", alerts.smtp_to, "addresses with commas between them");
    }
    return {};
}

}  // namespace turbomode::platform
