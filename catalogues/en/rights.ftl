# Roles, rights, actions and scopes, as pages name them.
role-office-head = Head of the education office
role-office = Education office specialist
role-centre = District centre specialist
role-segment-admin = Segment administrator
role-director = Director
role-deputy = Deputy director
role-homeroom = Class teacher
role-house-tutor = House tutor
role-teacher = Teacher
role-security = Security administrator
role-system-admin = System administrator
right-personal-data = Personal data
right-personal-data-note = Names of pupils and staff in answers and files; small figures are not withheld
right-health = Illness
right-health-note = Absences through illness, apart from other excused ones
right-sql = Questions in SQL
right-sql-note = Own SQL queries to the tables of one’s scope
right-publish = Publishing
right-publish-note = Opening one’s own queries to a role, a school or everybody
right-users = Users and rights
right-users-note = Adding users and granting them rights within one’s own scope
action-ask = View reports and ask questions about the data of one’s scope
action-export = Take answers away as files
action-order = Order reports and follow one’s own orders
action-orders = See all orders for reports and their counts
action-deliver = Take and deliver orders for reports
action-sql = Ask questions in SQL
action-loads = See loads and rejected rows
action-upload = Hand over extracts
action-users = Manage users and their rights within one’s own scope
action-usage = See who works with Svodka and how often
action-audit = Read the access log
action-registers = Read the registers
action-keep-registers = Keep the registers of one’s own organisation or of the office
action-forms = See the statistical forms of one’s own scope
action-file-forms = Compute, correct and hand in the forms of one’s own organisation
action-accept-forms = Return, accept and unlock forms of organisations
action-school-prints = See what organisations print to be signed
refusal-ask = Your role does not give access to journal data
refusal-export = Your role does not allow taking data away
refusal-order = Your role does not let you order reports
refusal-orders = Your role does not let you see all orders for reports
refusal-deliver = Orders for reports are delivered by the district centre
refusal-sql = You do not have the right to ask in SQL
refusal-loads = Your role does not show loads
refusal-upload = Your role does not allow handing over extracts
refusal-users = You do not have the right to manage users
refusal-usage = Your role does not show visits
refusal-audit = The access log is open to the security administrator only
refusal-registers = Your role does not let you see the registers
refusal-keep-registers = Your role does not let you keep registers
refusal-forms = Your role does not let you see statistical forms
refusal-file-forms = A form is computed, corrected and handed in by the organisation’s director and deputy
refusal-accept-forms = Forms are accepted and returned by the office’s specialists and its head
refusal-school-prints = Your role does not let you see the prints of other organisations
scope-office = all schools
scope-district = the district “{ $district }”
scope-schools =
    { $count ->
        [1] school { $schools }
       *[other] schools { $schools }
    }
scope-school = school { $school }
scope-classes =
    { $count ->
        [1] school { $school }, class { $classes }
       *[other] school { $school }, classes { $classes }
    }
scope-groups =
    { $count ->
        [1] school { $school }, group { $groups }
       *[other] school { $school }, groups { $groups }
    }
scope-nothing = no data
rights-beside-role = Rights beside the role
rights-right = Right
rights-state = State
rights-ground = Basis
rights-days = Validity
rights-given = Granted
rights-deed = Action
rights-revoke = Withdraw
rights-revoke-which = the right “{ $right }”
rights-none-possible = This role can be granted no rights
rights-not-granted = not granted
rights-not-of-role = not for this role
rights-to-come = yet to begin
rights-over = expired
rights-in-force = in force
