// Canned answers of what the server does: scheduler, jobs, nights, alerts that are over.
import { weekdays } from './fixture_tools.mjs';

function job(id, kind, state, day, extra = {}) {
  return {
    id,
    kind,
    key: kind === 'scan' ? day : null,
    cause: 'schedule',
    state,
    created_at: `${day}T23:00:00-05:00`,
    started_at: `${day}T23:00:01-05:00`,
    finished_at: state === 'RUNNING' ? null : `${day}T23:04:11-05:00`,
    exit_code: { DONE: 0, FAILED: 1 }[state] ?? null,
    progress: null,
    message: '',
    ...extra,
  };
}

const kDone = [
  job('20261120-230000-scan', 'scan', 'DONE', '2026-11-20', {
    message: '2026-11-20: PUBLISHED, 9 opened, 7 closed, 46 active',
  }),
  job('20261120-223000-update', 'update', 'DONE', '2026-11-20', {
    message: '503 symbols up to 2026-11-20',
  }),
  job('20261119-230000-scan', 'scan', 'FAILED', '2026-11-19', {
    message: 'market_data.db: database disk image is malformed; restore the copy of 2026-11-18',
  }),
  job('20261118-101500-train', 'train', 'CANCELLED', '2026-11-18', {
    cause: 'page',
    message: 'cancelled after 3 minutes',
  }),
  job('20261117-030000-backup', 'backup', 'INTERRUPTED', '2026-11-17', { cause: 'hand' }),
];

const kRunning = job('20261121-073000-train', 'train', 'RUNNING', '2026-11-21', {
  cause: 'page',
  progress: 42,
  message: 'fold 3 of 7',
});

export function job_list(scenario, as_of) {
  const jobs =
    scenario === 'no_run' ? [] : scenario === 'job_running' ? [kRunning, ...kDone] : kDone;
  return {
    success: true,
    as_of,
    count: jobs.length,
    total: jobs.length,
    next_cursor: null,
    jobs,
  };
}

const kLogParts = [
  '07:30:00 train: 503 members, 2,520 sessions\n07:31:12 train: features built\n',
  '07:38:40 train: fold 1 of 7\n07:44:02 train: fold 2 of 7\n',
];

/** Two parts, then an end. */
export function job_log(as_of, offset) {
  const part = kLogParts[offset];
  return {
    success: true,
    as_of,
    id: '20261121-073000-train',
    text: part ?? '07:50:11 train: fold 3 of 7\n',
    next_offset: offset + 1,
    ended: part === undefined,
  };
}

export function scheduler_answer(scenario) {
  const stopped = scenario === 'no_run';
  return {
    success: true,
    status: {
      enabled: !stopped,
      scheduler_running: true,
      schedule_time: '23:00',
      training: 'monthly',
      next_run: stopped ? null : '2026-11-23T23:00:00-05:00',
      next_run_session: stopped ? null : '2026-11-23',
      next_training: stopped ? null : '2026-12-05T10:00:00-05:00',
      waits_for: stopped ? null : 'the close of 2026-11-23',
      last_run: stopped ? null : kDone[0],
    },
  };
}

const kNights = [
  ['PUBLISHED', ''],
  ['NO_EDGE', '499 stocks scored; none reached confidence 0.45 for a BUY.'],
  ['SUSPECT', 'base learner extra_trees is constant'],
  ['DATA_INCOMPLETE', '412 of 503 stocks are fresh (81.9%, needed 95%)'],
];

export function run_list(latest) {
  const { run } = latest;
  const earlier = run === null ? [] : weekdays('2026-11-19', 9).reverse();
  const nights = earlier.map((session, index) => {
    const [state, message] = kNights[index % 5] ?? kNights[0];
    const published = state === 'PUBLISHED' || state === 'NO_EDGE';
    return {
      ...run,
      session,
      state,
      message,
      coverage: state === 'DATA_INCOMPLETE' ? 0.819 : 0.992,
      started_at: `${session}T23:00:00-05:00`,
      published_at: published ? `${session}T23:04:11-05:00` : null,
    };
  });
  const runs = run === null ? [] : [run, ...nights];
  return {
    success: true,
    as_of: latest.as_of,
    count: runs.length,
    total: runs.length,
    next_cursor: null,
    runs,
  };
}

export function alert_history(open) {
  const over = [
    ['disk', 'warning', '1.60 GB are free where home lies, less than 2.00 GB: make room', 18],
    ['run_time', 'warning', 'the night of 2026-11-12 took 41 minutes, more than 30', 13],
  ].map(([key, severity, text, day]) => ({
    key,
    severity,
    text,
    raised_at: `2026-11-${day}T04:20:00Z`,
    last_said_at: `2026-11-${day}T04:20:00Z`,
    resolved_at: `2026-11-${day}T16:45:00Z`,
    times_said: 2,
  }));
  return [...open, ...over];
}

/** The answer to one POST: [status, body]. */
export function post_answer(scenario, path, token) {
  const problem = (status, title, detail) => [
    status,
    { type: 'about:blank', title, status, detail },
  ];
  if (scenario === 'token_wanted' && token !== 'Bearer correct horse battery') {
    return problem(401, 'Unauthorized', 'This server wants its token for what changes something.');
  }
  if (path === '/turbomode/scan' || path === '/turbomode/train') {
    if (scenario === 'job_running') {
      return problem(
        409,
        'Conflict',
        'A training is running since 07:30; wait for it or cancel it.',
      );
    }
    const kind = path.endsWith('scan') ? 'scan' : 'train';
    const started = job(`20261121-080000-${kind}`, kind, 'RUNNING', '2026-11-21', {
      cause: 'page',
    });
    return [202, { success: true, job: started }];
  }
  const promoted = path.match(/^\/turbomode\/models\/([^/]+)\/promote$/);
  if (promoted !== null || path === '/turbomode/models/rollback') {
    const kind = promoted === null ? 'rollback' : 'promote';
    const key = promoted?.[1] ?? null;
    const started = job('20261121-080000-model', kind, 'RUNNING', '2026-11-21', { key });
    return [202, { success: true, job: started }];
  }
  if (path.endsWith('/cancel')) return [202, { success: true, id: path.split('/')[3] }];
  if (path.startsWith('/turbomode/scheduler/')) return [200, scheduler_answer('normal')];
  return problem(404, 'Not found', `${path} is not known`);
}
