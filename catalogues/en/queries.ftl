# Pages of queries: ready ones, own ones and those that others share.
queries-title = Queries
queries-count =
    { $count } { $count ->
        [one] query
       *[other] queries
    }
queries-found = Found: { $count }
queries-search = Search queries
queries-search-do = Search
queries-find = Title, description, folder or owner
queries-show-all = Show all
queries-none = Nothing found
queries-none-advice = Try other words.
queries-marked = Favourites
queries-marked-none = Star the queries and dashboards that you need most.
queries-dashboard = Dashboard
queries-own = My queries
queries-own-none = Save a query in the constructor, or a copy of a ready one.
queries-shared = Shared with me
queries-shared-none = Nobody has shared a query with you yet.
queries-named = Ready queries
queries-named-none = There are no ready queries for your role.
queries-is-shared = Shared with others
queries-of = Owner: { $owner }
queries-broken = does not run
queries-status = Owner: { $owner } · version { $version } of { $moment }, saved by { $saver }
queries-status-named = Ready query · { $section }
queries-open-constructor = Open in the constructor
queries-copy = Save a copy
queries-copy-title = { $title } (copy)
queries-broken-title = The query does not run
queries-broken-own = Open it in the constructor, remove or replace the fields named above and save it again, or restore a version that ran.
queries-broken-foreign = Tell its owner, or save a copy without these fields in the constructor.
queries-parameters = Parameters
queries-ask = Show
queries-reset = Reset
queries-one-a-line = One value per line; leave empty for no filter.
queries-days-hint = Where both dates are given, they apply.
queries-range = Range
queries-from = From
queries-to = To
queries-both-days = give both dates
queries-any-days = No limit
queries-default = Default: { $value }
queries-answer = Answer
queries-answer-rows = Rows of the answer
queries-filters = Filters
queries-download = Download the answer:
queries-rows =
    { $count } { $count ->
        [one] row
       *[other] rows
    }
queries-no-rows = No data match these filters.
queries-cut = The first { $shown } of { $count } rows are shown. The file has all of them.
queries-cut-more = The first { $shown } rows are shown of more than { $count }. The file has all of them.
queries-partial = Partial period: data end on { $day }.
queries-provenance = Data as of { $moment } · release { $release }
queries-shares = Shared with
queries-shares-none = Only you can see this query.
queries-shares-hint = Everyone sees the answer for their own data. Sharing with a role, a school or everyone needs the right “Publish”.
queries-share-do = Share
queries-share-person = Person
queries-share-person-hint = Begin with a name, a role or a login and choose from the list.
queries-share-role = Role
queries-share-school = School
queries-share-school-code = School code
queries-choose-school = — choose a school —
queries-share-all = Share with everyone
queries-choose-role = — choose a role —
queries-unshare = Stop sharing
queries-shared-person = Person: { $person }
queries-shared-known-person = Person: { $person } ({ $about })
queries-shared-role = Role “{ $role }”
queries-shared-school = School: { $school }
queries-shared-all = Everyone
queries-change = Change
queries-change-do = Save
queries-field-title = Title
queries-field-folder = Folder
queries-field-description = What it answers
queries-delete = Delete the query
queries-delete-sure = It disappears with all its versions for everyone it is shared with. This cannot be undone.
queries-delete-do = Delete
queries-versions = Versions
queries-version = Version { $version } of { $moment }, { $saver }
queries-version-newest = current
queries-revert = Restore this version
queries-done-changed = Changes saved
queries-done-copied = Copy saved
queries-done-shared = Shared
queries-done-unshared = No longer shared
queries-done-reverted = Version restored
queries-no-version = The form does not say which version of the query it changes
queries-no-share = The form does not say whom to share the query with
