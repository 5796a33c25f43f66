// One model from within: does it keep its word, what moves it, and which learners speak.
import { useMemo } from 'preact/hooks';
import type { Model, ModelAnswer, ModelSide } from '../../api/types';
import { BarList } from '../../components/chart/bar_list';
import { ReliabilityChart } from '../../components/chart/reliability';
import { FactList } from '../../components/fact_list';
import { Hash } from '../../components/hash';
import { Tabs } from '../../components/tabs';
import { kFeaturesShown } from '../../config';
import { format_probability, kAbsent } from '../../format/format';
import { format_signed } from '../../format/figures';
import { session_or_absent } from './model_card';

interface Props {
  answer: ModelAnswer;
  models: readonly Model[];
  on_choice: (id: string) => void;
}

export function ModelDetail({ answer, models, on_choice }: Props) {
  const { model, sides } = answer;
  return (
    <>
      <div class="detail-head" id="model">
        <h2 class="section-head">A model from within</h2>
        <label class="stacked-field">
          Model
          <select value={model.id} onChange={(event) => on_choice(event.currentTarget.value)}>
            {models.map(({ id, role }) => (
              <option key={id} value={id}>
                {role === null ? id : `${id} (${role})`}
              </option>
            ))}
          </select>
        </label>
      </div>
      {model.fault !== null ? (
        <section class="panel group withheld">
          <h3>This build cannot use it</h3>
          <p class="muted">{model.fault}</p>
        </section>
      ) : (
        <Tabs
          label="Side"
          tabs={sides.map((side) => ({
            id: side.signal_type.toLowerCase(),
            label: side.signal_type,
            count: outcomes_of(model, side),
            accent: side.signal_type.toLowerCase(),
            panel: () => <SideDetail side={side} />,
          }))}
        />
      )}
      <Origin answer={answer} />
    </>
  );
}

const outcomes_of = (model: Model, side: ModelSide) =>
  model.metrics.find(({ signal_type }) => signal_type === side.signal_type)?.outcomes ?? 0;

function SideDetail({ side }: { side: ModelSide }) {
  const bins = useMemo(
    () =>
      side.bins.map((bin) => ({
        said: bin.mean_confidence,
        won: bin.win_rate,
        low: bin.win_rate_low,
        high: bin.win_rate_high,
        outcomes: bin.outcomes,
      })),
    [side],
  );
  const features = side.importance.slice(0, kFeaturesShown);
  return (
    <div class="chart-pair even">
      <ReliabilityChart
        side={side.signal_type}
        bins={bins}
        base_rate={side.base_rate}
        note="Out of fold, when it was trained: no learner had seen the nights it is judged by."
      />
      <section class="panel group padded">
        <h3>What moves it</h3>
        <p class="muted">
          How far each feature sets a stock apart from its night, on average, in log-odds.
        </p>
        <BarList
          rows={features.map(({ feature, text, log_odds }) => ({
            id: feature,
            label: <span title={feature}>{text}</span>,
            amount: log_odds,
            text: format_signed(log_odds),
          }))}
          most={features[0]?.log_odds ?? 1}
        />
        <h3>Who speaks</h3>
        <p class="muted">
          Share of each learner in the spread of the scores, and its{' '}
          {side.is_stacked ? 'fitted' : 'equal'} weight.
        </p>
        <BarList
          rows={side.learners.map(({ name, weight, share }) => ({
            id: name,
            label: (
              <>
                {name.replaceAll('_', ' ')} <span class="muted">{format_signed(weight)}</span>
              </>
            ),
            amount: share,
            text: format_probability(share),
          }))}
          most={Math.max(...side.learners.map(({ share }) => share))}
        />
      </section>
    </div>
  );
}

function Origin({ answer }: { answer: ModelAnswer }) {
  const { model, origin } = answer;
  return (
    <section class="panel group padded">
      <h3>What it was made from</h3>
      <FactList
        facts={[
          [
            'Sessions',
            `${session_or_absent(model.first_session)} to ${session_or_absent(model.as_of)}`,
          ],
          ['Build', model.build ?? kAbsent],
          ['Seed', origin.seed ?? kAbsent],
          ['Features', <Hash value={origin.schema_hash} />],
          ['Exit rule', <Hash value={origin.exit_rule_hash} />],
          ['Data', <Hash value={origin.data_hash} />],
          ['Settings', <Hash value={origin.config_hash} />],
          [
            'Search for leaks',
            origin.leaks.length === 0 ? 'no objection' : origin.leaks.join('; '),
          ],
        ]}
      />
    </section>
  );
}
