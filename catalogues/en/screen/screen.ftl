# Words shared by the pages that the browser puts together.
screen-failed = It did not work: { $reason }
screen-retry = Try again
screen-cancel = Cancel
screen-close = Close
screen-no-data = no data
screen-withheld = withheld: few pupils

# A file on its way to the reader
screen-export-begun = The { $format } file is being made.
screen-export-running = Making the { $format } file: { $seconds } s.
screen-export-gathered =
    Making the { $format } file: { $done ->
        [one] one part of { $all } is ready
       *[other] { $done } parts of { $all } are ready
    }.
screen-export-written =
    Making the { $format } file: { $rows ->
        [one] one row written
       *[other] { $rows } rows written
    }.
screen-export-written-of =
    Making the { $format } file: { $rows ->
        [one] one row of { $total } written
       *[other] { $rows } rows of { $total } written
    }.
screen-export-receiving = Receiving the { $format } file: { $size }.
screen-export-received = Receiving the { $format } file: { $percent } % of { $size }.
screen-export-done = The { $format } file is saved: { $size }.
screen-export-replaced =
    { $count ->
        [one] { $count } letter that windows-1251 lacks stands
       *[other] { $count } letters that windows-1251 lacks stand
    } as “?”.
screen-export-failed = The { $format } file did not come: { $reason }
screen-size-kb = { $size } KB
screen-size-mb = { $size } MB
