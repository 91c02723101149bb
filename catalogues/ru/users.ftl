# Пользователи: список, карточка, добавление, приём списка из файла.
users-title = Пользователи
users-add = Добавить пользователя
users-take-list = Принять список из файла
users-who = Кто имеет доступ
users-filter = Отбор пользователей
users-show = Показать
users-cancel = Отменить
users-name-or-login = Имя или логин
users-all-roles = все роли
users-nobody = Никого не найдено
users-nobody-hint = Измените условия отбора или добавьте пользователя.
users-table = Пользователи по алфавиту
users-count =
    { $count } { $count ->
        [one] человек
        [few] человека
       *[other] человек
    }
users-found = Показано { $found } из { $all }
users-first = Показаны первые { $most } из { $found }: уточните отбор
users-name = Фамилия, имя, отчество
users-login = Логин
users-login-hint = Буквы, цифры и знаки . _ - @; позже не меняется.
users-login-ours = такой логин занят системой
users-role = Роль
users-choose-role = — выберите роль —
users-scope = Область
users-access-days = Срок доступа
users-access = Доступ
users-access-closed = закрыт
users-access-to-come = ещё не наступил
users-access-over = истёк
users-access-open = открыт
users-ground = Основание
users-ground-hint = Номер и дата приказа о назначении, например: приказ от 25.08.2026 № 112.
users-no-ground = не указано
users-whose-data = Чьи данные видит
users-whose-data-hint = Действует самая узкая из заполненных областей; если пусто — все организации. Директору и заместителю нужна организация, классному руководителю и воспитателю — ещё классы, учителю — группы.
users-district = Район
users-school = Организация
users-choose-school = — не выбрана —
users-school-choice = { $name } ({ $code })
users-more-schools = Несколько организаций
users-more-schools-hint = Коды через пробел или запятую, вместо одной организации из списка.
users-classes = Классы
users-groups = Группы
users-group-choice = { $class } · { $subject }
users-group-note = { $teacher } · { $code }
users-picked = { $what }: отмечено { $count } из { $all }
users-code-gone = в данных этого учебного года нет
users-show-journals = Показать классы и группы
users-show-journals-hint = Выберите организацию и нажмите «Показать классы и группы»: они появятся списками.
users-school-codes = Коды организаций
users-class-codes = Коды классов
users-group-codes = Коды групп
users-access-days-hint = Оба дня включительно. Пустое поле — без ограничения.
users-first-day = Первый день
users-last-day = Последний день
users-rights-hint = Основание права — тот же приказ. Право по другому приказу или на свой срок даётся потом, в карточке.
users-new-title = Новый пользователь
users-new-hint = После добавления будет показан пароль для первого входа. Его нужно передать пользователю.
users-new-submit = Добавить
users-own-card = Это ваша карточка. Собственные права меняет другой администратор; пароль и одноразовые коды — на странице <a href="/profile">«Мои права»</a>.
users-role-and-scope = Роль и область
users-rights = Права
users-grant = Предоставить право
users-grant-submit = Предоставить
users-grant-right = Право
users-choose-right = — выберите право —
users-right-missing = выберите право
users-grant-ground = Основание права
users-grant-ground-hint = Номер и дата приказа.
users-change = Изменить
users-save = Сохранить
users-not-yours = Человека с этой ролью назначает управление: имя, роль, область и срок меняет оно.
users-sign-in = Вход
users-open = Открыть доступ
users-close = Закрыть доступ
users-reset = Выдать временный пароль
users-reset-warning = Прежний пароль перестанет действовать, открытые сеансы завершатся. Отменить это нельзя.
users-reset-now = Заменить пароль
users-sign-in-hint = Закрытый доступ действует сразу: открытые сеансы завершаются. Временный пароль заменяет забытый и выключает одноразовые коды; он показывается один раз.
users-done-changed = Изменения сохранены
users-done-granted = Право предоставлено
users-done-revoked = Право отозвано
users-done-closed = Доступ закрыт, открытые сеансы завершены
users-done-opened = Доступ открыт
users-password = Пароль
users-password-temporary = временный, будет заменён при входе
users-password-own = собственный
users-codes = Одноразовые коды
users-codes-on = включены
users-codes-off = выключены
users-first-passwords = Пароли для первого входа
users-first-passwords-table = Логины и пароли для первого входа
users-added =
    Добавлено: { $count } { $count ->
        [one] пользователь
        [few] пользователя
       *[other] пользователей
    }
users-new-password = Новый временный пароль
users-new-password-status = Прежний пароль больше не действует, открытые сеансы завершены, одноразовые коды выключены
users-hand-over = Передайте лично
users-hand-over-hint = Пароль показан один раз: запишите или распечатайте эту страницу и передайте пароль самому пользователю. При первом входе система попросит заменить его собственным.
users-handed = Готово, пароль записан
users-import-title = Список пользователей из файла
users-import-file = Файл
users-import-csv = Файл CSV со списком
users-import-csv-hint = UTF-8, ячейки разделены точкой с запятой или запятой. Если хотя бы в одной строке ошибка, не добавляется никто.
users-import-submit = Принять
users-import-no-file = выберите файл со списком
users-import-no-form = Нужна форма с файлом
users-import-unread = Файл не прочитан: повторите передачу
users-import-nobody =
    никто не добавлен: в списке { $count } { $count ->
        [one] замечание
        [few] замечания
       *[other] замечаний
    }
users-import-faults = Замечания к списку
users-import-faults-first = Замечания к списку, первые { $most } из { $all }
users-import-line = Строка
users-import-column = Столбец
users-import-cure = Что исправить
users-import-shape = Как составить список
users-import-shape-hint = В первой строке — названия столбцов. Обязательные: <code>login</code>, <code>name</code>, <code>role</code>, <code>ground</code> (номер и дата приказа). По надобности: <code>district</code>, <code>school_id</code>, <code>class_ids</code>, <code>group_ids</code>, <code>rights</code>, <code>valid_from</code>, <code>valid_to</code>. Несколько кодов в ячейке разделяйте пробелом, дни пишите так: 2026-09-01.
users-import-example = belova;Белова Анна Ивановна;homeroom;school-001;5a;personal_data;приказ от 25.08.2026 № 112
users-import-roles = Роли
