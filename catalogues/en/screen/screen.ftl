# Words shared by the pages that the browser puts together.
screen-failed = It did not work: { $reason }
screen-retry = Try again
screen-cancel = Cancel
screen-close = Close
screen-no-data = no data
screen-withheld = withheld: few pupils
