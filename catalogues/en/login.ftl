# Signing in: login and password, the one-time code.
login-title = Sign in
login-refused = Could not sign in
login-login = Login
login-password = Password
login-submit = Sign in
login-who-gives = The system administrator gives out logins and passwords.
login-wrong-password = The login or the password is wrong. After several mistakes in a row, signing in is closed for a short time.
login-wait =
    Too many failed attempts from this address. Try again in { $seconds } { $seconds ->
        [one] second
       *[other] seconds
    }.
login-no-account = Your identity is confirmed, but you have no account here or your access is closed. Please ask the system administrator.
login-not-confirmed = The sign-in service did not confirm your identity. Sign in again; if it fails once more, please ask the system administrator.
login-provider-away = The sign-in service is not answering. Try later, or sign in with your login and password.
login-code-title = One-time code
login-code = Six digits
login-code-hint = The code is shown by the one-time code app on your phone.
login-code-wrong = the code was not right: enter the next one. After several mistakes in a row, signing in is closed for a short time
login-code-submit = Continue
login-other-person = Sign in with another login
login-no-phone = No phone at hand? The system administrator will give you a temporary password and turn the codes off.
login-ended = Your session has ended
login-ended-hint = Sign in again: you will come back to the same page.
