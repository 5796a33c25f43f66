// A progress bar on stderr, drawn on a terminal only. Whoever runs the program for somebody else
// names a file in $TURBOMODE_PROGRESS: it holds "PERCENT LABEL" while the work goes on.
#pragma once

#include <cstddef>
#include <string>

namespace base {

class Progress {
public:
    // `total`: how many steps make the whole; 0 draws nothing.
    Progress(std::string label, std::size_t total);
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;
    ~Progress();  // Ends the line.

    void at(std::size_t done);

private:
    void draw(std::size_t done) const;

    std::string label_;
    std::size_t total_;
    int percent_drawn_ = -1;
    bool on_terminal_;
    std::string file_;  // Empty: nobody asked.
};

}  // namespace base
