#!/usr/bin/env python3
"""Writes docs/retraining.md and its plot from evaluations that differ in --refit alone.

Usage: retraining_study.py --reference yearly --out docs FOLDER...

Each FOLDER was written by `turbomode evaluate --out FOLDER --refit ...`: its report.json and its
predictions.csv are read. Differences are paired: the same stocks on the same nights, less what the
reference schedule predicted for them.
"""
import argparse
import csv
import json
import math
import pathlib
import statistics
import sys
from dataclasses import dataclass, field

ORDER = ['never', 'yearly', 'quarterly', 'monthly', 'fortnightly', 'weekly']
# A model expires after 120 days (models.expired_after_days): rarer than this, none would score.
RAREST_THAT_LASTS = 'quarterly'
BLOCK_NIGHTS = 10  # A holding time: nights closer than that share outcomes.


@dataclass
class Night:
    """Sums over one night's finished trades."""
    log_loss: float = 0.0
    outcomes: int = 0


@dataclass
class Schedule:
    about: dict
    pooled: dict
    nights: dict[str, dict[str, Night]] = field(default_factory=dict)  # By side and date.


def log_loss(confidence: float, won: bool) -> float:
    return -math.log(confidence if won else 1.0 - confidence)


def read(folder: pathlib.Path) -> Schedule:
    report = json.loads((folder / 'report.json').read_text(encoding='utf-8'))
    schedule = Schedule(about=report['about'], pooled=report['pooled'])
    with (folder / 'predictions.csv').open(encoding='utf-8', newline='') as rows:
        for row in csv.DictReader(rows):
            if row['outcome'] == '':
                continue
            night = schedule.nights.setdefault(row['side'], {}).setdefault(row['date'], Night())
            night.log_loss += log_loss(float(row['confidence']), float(row['outcome']) > 0.0)
            night.outcomes += 1
    return schedule


def paired(schedule: Schedule, reference: Schedule, side: str) -> tuple[float, float]:
    """Log-loss an outcome less the reference's, and its standard error by blocks of nights."""
    ours, theirs = schedule.nights[side], reference.nights[side]
    if ours.keys() != theirs.keys():
        raise ValueError('the evaluations are not of the same nights')
    differences = [ours[date].log_loss / ours[date].outcomes -
                   theirs[date].log_loss / theirs[date].outcomes for date in sorted(ours)]
    blocks = [statistics.fmean(differences[first:first + BLOCK_NIGHTS])
              for first in range(0, len(differences) - BLOCK_NIGHTS + 1, BLOCK_NIGHTS)]
    if len(blocks) < 2:
        raise ValueError(f'{len(differences)} nights are too few to compare')
    return statistics.fmean(differences), statistics.stdev(blocks) / math.sqrt(len(blocks))


def table(schedules: dict[str, Schedule], reference: str) -> str:
    text = ('| refit | side | log-loss (base rate) | less than the reference, 1e-5 nats '
            '(standard error) | rank IC (t) | top 20 wins | net % |\n'
            '| --- | --- | --- | --- | --- | --- | --- |\n')
    for name, schedule in schedules.items():
        for side, row in schedule.pooled.items():
            if name == reference:
                gain = 'reference'
            else:
                mean, error = paired(schedule, schedules[reference], side)
                gain = f'{-1e5 * mean:+.1f} ({1e5 * error:.1f})'
            text += (f"| {name} | {side} | {row['log_loss']:.5f} ({row['log_loss_base_rate']:.5f})"
                     f" | {gain} | {row['rank_ic']:+.4f} ({row['rank_ic_t']:+.1f}) | "
                     f"{100 * row['top20_win_rate_over_all']:+.2f} | "
                     f"{100 * row['top20_net_return_over_all']:+.3f} |\n")
    return text


def plot(schedules: dict[str, Schedule], reference: str) -> str:
    """Gain in log-loss over the reference, two standard errors either way, a row a schedule."""
    points = []
    for name, schedule in schedules.items():
        for side in schedule.pooled:
            mean, error = (0.0, 0.0) if name == reference else paired(
                schedule, schedules[reference], side)
            points.append((name, side, -1e5 * mean, 2e5 * error))
    reach = max(max(abs(gain) + error for _, _, gain, error in points), 1.0)
    height = 40 + 26 * len(points)
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 {height + 40}" '
             'font-family="sans-serif" font-size="13">',
             '<title>Log-loss gained by refitting more often</title>',
             f'<desc>Against {reference}, in 1e-5 nats an outcome; two standard errors.</desc>',
             f'<rect width="640" height="{height + 40}" fill="#ffffff"/>',
             f'<line x1="400" y1="20" x2="400" y2="{height}" stroke="#888888"/>']
    for place, (name, side, gain, error) in enumerate(points):
        y = 40 + 26 * place
        x, arm = 400 + 200 * gain / reach, 200 * error / reach
        color = '#1b7f4b' if side == 'BUY' else '#b3372f'
        lines += [f'<text x="10" y="{y + 4}" fill="#222222">{name}, {side}</text>',
                  f'<line x1="{x - arm:.1f}" y1="{y}" x2="{x + arm:.1f}" y2="{y}" '
                  f'stroke="{color}" stroke-width="2"/>',
                  f'<circle cx="{x:.1f}" cy="{y}" r="4" fill="{color}"/>']
    lines += [f'<text x="200" y="{height + 24}" fill="#222222">{-reach:.0f}</text>',
              f'<text x="310" y="{height + 24}" fill="#222222">1e-5 nats better than {reference}'
              '</text>',
              f'<text x="580" y="{height + 24}" fill="#222222">{reach:+.0f}</text>', '</svg>']
    return '\n'.join(lines) + '\n'


def recommendation(schedules: dict[str, Schedule], reference: str) -> str:
    """The rarest schedule that outlives no model and that none is better than by more than two
    standard errors."""
    names = [name for name in ORDER if name in schedules]
    lasting = ORDER[ORDER.index(RAREST_THAT_LASTS):]
    for name in [name for name in names if name in lasting]:
        def is_beaten(other: str, name: str = name) -> bool:
            gains = [paired(schedules[other], schedules[name], side)
                     for side in schedules[name].pooled]
            return any(mean < -2.0 * error for mean, error in gains)
        if not any(is_beaten(other) for other in names if other != name):
            return name
    return reference


def not_measured(schedules: dict[str, Schedule]) -> str:
    missing = [name for name in ORDER if name not in schedules]
    return f'Not measured: {", ".join(missing)}.\n\n' if missing else ''


def page(schedules: dict[str, Schedule], reference: str) -> str:
    about = schedules[reference].about
    best = recommendation(schedules, reference)
    return f"""# How often to retrain

Generated by `python3 tools/retraining_study.py --reference {reference} --out docs FOLDER...` from
folders of `turbomode evaluate`; do not edit.

The same walk over the same nights, {about['from']} to {about['to']}, and nothing changed but how
often a new model takes over: `turbomode evaluate --out FOLDER --from {about['from']} --to
{about['to']} --profile {about['profile']} --refit NAME`, on {about['data_source']} (data
{about['data_hash'][:12]}, settings {about['config_hash'][:12]}, seed {about['seed']}). Every model
knows only what was known on the evening before it took over.

{table(schedules, reference)}
Gains are of the same stocks on the same nights; a positive one is better. Standard errors are by
blocks of ten nights.

{not_measured(schedules)}![Log-loss gained by refitting more often](retraining.svg)

## Recommendation

**{best}**: of the schedules under which no champion expires (120 days), the rarest that none of
the others beats by more than two standard errors on either side. A refit costs little, but each one
is a new model that nobody has watched yet.
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('folders', nargs='+', type=pathlib.Path, metavar='FOLDER')
    parser.add_argument('--reference', default='yearly', choices=ORDER)
    parser.add_argument('--out', default=pathlib.Path('docs'), type=pathlib.Path)
    options = parser.parse_args()
    try:
        found = {}
        for folder in options.folders:
            schedule = read(folder)
            found[schedule.about['refit']] = schedule
        if options.reference not in found or len(found) < 2:
            raise ValueError(f'needs {options.reference} and at least one other schedule')
        schedules = {name: found[name] for name in ORDER if name in found}
        text, drawing = page(schedules, options.reference), plot(schedules, options.reference)
    except (OSError, ValueError, KeyError) as error:
        print(f'retraining_study.py: {error}', file=sys.stderr)
        return 1
    (options.out / 'retraining.md').write_text(text, encoding='utf-8')
    (options.out / 'retraining.svg').write_text(drawing, encoding='utf-8')
    return 0


if __name__ == '__main__':
    sys.exit(main())
