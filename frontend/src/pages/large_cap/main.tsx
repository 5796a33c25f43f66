import { start_tier_page } from '../tier/tier_page';

start_tier_page('large_cap');
