// The model that scores, the one that could take its place, and those before them.
import '../../styles/data.css';
import '../../styles/charts.css';
import '../../styles/models.css';
import { signal } from '@preact/signals';
import { useState } from 'preact/hooks';
import { consistent } from '../../api/consistent';
import { read_latest_run, read_model, read_models, read_trials } from '../../api/client';
import type { LatestRun, ModelAnswer, ModelList, TrialList } from '../../api/types';
import { kPagePath } from '../../components/header';
import { Empty } from '../../components/notices';
import { start_page } from '../../components/page';
import { MetricHistory } from './metric_history';
import { ModelCard } from './model_card';
import { ModelDetail } from './model_detail';
import { ModelTable } from './model_table';
import { ModelQuestion, type Question } from './questions';
import { TrialTable } from './trials';

interface ModelsData extends Record<string, { as_of: string | null }> {
  latest: LatestRun;
  models: ModelList;
  trials: TrialList;
}

interface Loaded {
  latest: LatestRun;
  models: ModelList;
  trials: TrialList;
  /** The one looked at; null where there is none. */
  detail: ModelAnswer | null;
}

const kIdParameter = 'id';

/** The model the reader asked for; null is the champion. */
const chosen = signal(new URLSearchParams(window.location.search).get(kIdParameter));

start_page<Loaded>({
  page: 'models',
  title: 'Models',
  subject: 'the models',
  load,
  changes: ['run', 'job'],
  Content: ModelsContent,
});

async function load(): Promise<Loaded> {
  const lists = await consistent<ModelsData>(async () => {
    const [latest, models, trials] = await Promise.all([
      read_latest_run(),
      read_models(),
      read_trials(),
    ]);
    return { latest, models, trials };
  });
  const { models, champion } = lists.models;
  const known = models.find(({ id }) => id === chosen.value)?.id;
  const id = known ?? champion ?? models[0]?.id;
  return { ...lists, detail: id === undefined ? null : await read_model(id) };
}

function ModelsContent({ data, refresh }: { data: Loaded; refresh: () => void }) {
  const [question, set_question] = useState<Question | null>(null);
  const [said, set_said] = useState<string | null>(null);
  const { models, champion, challenger } = data.models;
  const by_id = (id: string | null) => models.find((model) => model.id === id) ?? null;
  if (models.length === 0 || data.detail === null) return <NoModel />;

  const look_at = (id: string) => {
    chosen.value = id;
    const search = new URLSearchParams({ [kIdParameter]: id });
    window.history.replaceState(null, '', `?${search}${window.location.hash}`);
    refresh();
  };
  const on_started = (what: string) => {
    set_said(`${what} has started.`);
    refresh();
  };
  return (
    <>
      {said !== null && (
        <p class="said" role="status">
          {said} <a href={kPagePath.operations}>Follow it on the page of operations</a>.
        </p>
      )}
      <div class="chart-pair even">
        <ModelCard role="champion" model={by_id(champion)} on_ask={set_question} />
        <ModelCard role="challenger" model={by_id(challenger)} on_ask={set_question} />
      </div>
      <MetricHistory models={models} />
      <ModelDetail answer={data.detail} models={models} on_choice={look_at} />
      <h2 class="section-head">All models</h2>
      <ModelTable models={data.models} on_look={look_at} on_ask={set_question} />
      <TrialTable trials={data.trials} />
      {question !== null && (
        <ModelQuestion
          question={question}
          champion={champion}
          on_started={on_started}
          on_close={() => set_question(null)}
        />
      )}
    </>
  );
}

function NoModel() {
  return (
    <Empty
      title="No model yet"
      body={
        'Without a model nothing is scored. Train one on the page of operations, or run ' +
        'turbomode train.'
      }
      command={null}
    />
  );
}
