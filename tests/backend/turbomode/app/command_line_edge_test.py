"""turbomode train: the gate lets a planted edge pass, and a market without one not."""
import json
import pathlib
import subprocess

import program

END = '2024-06-14'
MARKET = ('--symbols', '100', '--sessions', '1000', '--end', END, '--seed', '1')
REFUSED = 3


class EdgeTest(program.ProgramTest):
    def trained(self, edge):
        """What training on a market of that edge answers, and its exit code."""
        home = self.folder / f'edge_{edge}'
        market_data = pathlib.Path(self.program).with_name('market_data')
        subprocess.run([market_data, 'simulate', *MARKET, '--edge', edge, '--home', home],
                       check=True, capture_output=True, timeout=240)
        done = subprocess.run([self.program, 'train', '--as-of', END, '--json', '--home', home],
                              check=False, capture_output=True, text=True, timeout=500)
        return json.loads(done.stdout), done.returncode

    def test_an_edge_is_promoted_and_none_is_refused(self):
        planted, code = self.trained('0.5')
        self.assertEqual((planted['promoted'], planted['objections'], code), (True, [], 0))
        none, code = self.trained('0.0')
        self.assertEqual((none['promoted'], code), (False, REFUSED))
        self.assertIn('is worse than the base rate', none['objections'][0])
        self.assertGreater(planted['edge']['t'], none['edge']['t'])


if __name__ == '__main__':
    program.main()
