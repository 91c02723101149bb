# Роли, права, действия и области, как их называют страницы.
role-office-head = Начальник управления
role-office = Специалист управления
role-centre = Специалист районного центра
role-segment-admin = Администратор сегмента
role-director = Директор
role-deputy = Заместитель директора
role-homeroom = Классный руководитель
role-house-tutor = Воспитатель
role-teacher = Учитель
role-security = Администратор безопасности
role-system-admin = Системный администратор
right-personal-data = Персональные данные
right-personal-data-note = Имена учеников и работников в ответах и выгрузках; малые значения не скрываются
right-health = Сведения о болезни
right-health-note = Пропуски по болезни отдельно от других уважительных причин
right-sql = Вопросы на SQL
right-sql-note = Собственные запросы на SQL к таблицам своей области
right-publish = Публикация
right-publish-note = Открывать свои запросы роли, организации или всем
right-users = Пользователи и права
right-users-note = Заводить пользователей и давать им права в пределах своей области
action-ask = Смотреть сводки и задавать вопросы о данных своей области
action-export = Выгружать ответы в файлы
action-order = Заказывать отчёты и видеть ход своих заявок
action-orders = Видеть все заявки на отчёты и их учёт
action-deliver = Принимать и выполнять заявки на отчёты
action-sql = Задавать вопросы на SQL
action-loads = Видеть загрузки и отклонённые строки
action-upload = Передавать выгрузки
action-users = Вести пользователей и их права в пределах своей области
action-usage = Видеть, кто и как часто работает со «Сводкой»
action-audit = Читать журнал доступа
action-registers = Читать реестры
action-keep-registers = Вести реестры своей организации или управления
action-forms = Видеть статистические формы своей области
action-file-forms = Рассчитывать, исправлять и сдавать формы своей организации
action-accept-forms = Возвращать, принимать и открывать формы организаций
action-school-prints = Видеть, какие документы на подпись печатают организации
refusal-ask = Ваша роль не даёт доступа к данным журналов
refusal-export = Ваша роль не даёт выгружать данные
refusal-order = Ваша роль не даёт заказывать отчёты
refusal-orders = Ваша роль не даёт видеть все заявки на отчёты
refusal-deliver = Заявки на отчёты выполняет районный центр
refusal-sql = Нет права на вопросы на SQL
refusal-loads = Ваша роль не даёт видеть загрузки
refusal-upload = Ваша роль не даёт передавать выгрузки
refusal-users = Нет права управлять пользователями
refusal-usage = Ваша роль не даёт видеть статистику посещений
refusal-audit = Журнал доступа открыт только администратору безопасности
refusal-registers = Ваша роль не даёт видеть реестры
refusal-keep-registers = Ваша роль не даёт вести реестры
refusal-forms = Ваша роль не даёт видеть статистические формы
refusal-file-forms = Рассчитывают, исправляют и сдают форму директор и заместитель директора организации
refusal-accept-forms = Принимают и возвращают формы специалист и начальник управления
refusal-school-prints = Ваша роль не даёт видеть документы, напечатанные другими организациями
scope-office = все организации
scope-district = район «{ $district }»
scope-schools =
    { $count ->
        [1] организация { $schools }
       *[other] организации { $schools }
    }
scope-school = организация { $school }
scope-classes =
    { $count ->
        [1] организация { $school }, класс { $classes }
       *[other] организация { $school }, классы { $classes }
    }
scope-groups =
    { $count ->
        [1] организация { $school }, группа { $groups }
       *[other] организация { $school }, группы { $groups }
    }
scope-nothing = без данных
rights-beside-role = Права сверх роли
rights-right = Право
rights-state = Состояние
rights-ground = Основание
rights-days = Срок
rights-given = Предоставлено
rights-deed = Действие
rights-revoke = Отозвать
rights-revoke-which = право «{ $right }»
rights-none-possible = Права этой роли не даются
rights-not-granted = не предоставлено
rights-not-of-role = роли не даётся
rights-to-come = ещё не наступило
rights-over = истекло
rights-in-force = действует
