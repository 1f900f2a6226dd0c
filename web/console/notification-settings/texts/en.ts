/** What the page says on which an employee chooses what to hear of. */
export const en = {
  title: 'Notifications',
  toSettings: 'Settings',
  about:
    'What you are told, and by which channels. What was not sent, and why, stands in the session.',
  notLoaded: 'Your choices could not be loaded',
  scope: { own: 'Sessions you are responsible for', others: 'All other sessions' },
  event: {
    every: 'Every event',
    requested: 'New request',
    confirmed: 'Confirmed',
    taken: 'Taken by somebody else',
    assigned: 'Assigned',
    ringing: 'Incoming call',
    missed_call: 'Missed call',
    cancelled: 'Cancelled',
    recording_ready: 'Recording ready',
    screenshots_ready: 'Screenshots ready',
  },
  channel: { in_app: 'Bell', push: 'This and other browsers', mail: 'Email', slack: 'Slack' },
  inherit: 'As for every event',
  everything: 'All channels, also future ones',
  all: 'All chosen channels',
  first: 'The first chosen that succeeds',
}
