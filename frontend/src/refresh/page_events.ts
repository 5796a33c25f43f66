// The one stream of events of a page, for everything on it.
import { kRetryIntervalMs } from '../config';
import { browser } from './browser';
import { follow_events } from './event_stream';

export const page_events = follow_events(browser, kRetryIntervalMs);
