# The tour at the first sign-in.
tour-step = Step { $step } of { $steps }
tour-next = Next
tour-back = Back
tour-end = Finish
tour-close = Close the hints
tour-menu-title = Sections
tour-menu-text = These are the sections open to your role. The present one is underlined.
tour-figures-title = The morning’s figures
tour-figures-text = The main numbers of your unit. Below are tables with charts; “How it is computed” opens under each.
tour-menu-constructor-title = Constructor
tour-menu-constructor-text = Build a table of your own here: measures, rows, columns, filters. The whole question is in the page’s address, so it can be sent on.
tour-menu-queries-title = Queries
tour-menu-queries-text = Ready questions for your role, and all that you and your colleagues have saved.
tour-help-title = Help
tour-help-text = The sign “?” opens the help about the page you are on. These hints can be shown again from there.
