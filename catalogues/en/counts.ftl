# Numbers with their nouns, kept together by a no-break space.
schools =
    { $count } { $count ->
        [one] school
       *[other] schools
    }
