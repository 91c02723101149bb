//! Curriculum: subjects and their weekly hours by grade, after the federal programmes for a
//! five-day week (20 hours in grade 1, 23 in grades 2–4, then 29 to 34).

/// A subject of a general school.
#[derive(Debug)]
pub struct Subject {
    pub id: &'static str,
    pub name: &'static str,
    pub short_name: &'static str,
    pub area: &'static str,
    /// Hours a week in grades 1 to 11.
    pub hours: [u8; 11],
    /// Which teachers teach it; a number into [`CHAIRS`].
    pub chair: usize,
    /// The form of work that every few lessons is asked of the whole class.
    pub control: &'static str,
    /// Whether the class is taught in halves, from grade 2 on.
    pub is_split: bool,
    pub has_homework: bool,
    /// Marked «зач» and «незач» only.
    pub is_pass_fail: bool,
}

/// A chair: teachers who may stand in for one another, and their position.
pub const CHAIRS: [&str; 8] = [
    "учитель русского языка и литературы",
    "учитель математики и информатики",
    "учитель английского языка",
    "учитель истории и обществознания",
    "учитель физики",
    "учитель биологии, химии и географии",
    "учитель музыки, изобразительного искусства и труда",
    "учитель физической культуры и ОБЗР",
];

/// Position of those who teach grades 1–4 nearly everything.
pub const PRIMARY_TEACHER: &str = "учитель начальных классов";

/// The subject whose exempt pupils (`осв`) are common.
pub const SPORT: &str = "pe";

/// Returns whether a subject of grades 1–4 is given by the class's own teacher.
pub fn is_primary_teachers(subject: &Subject, grade: u8) -> bool {
    grade <= 4 && !matches!(subject.id, "eng" | "mus" | "pe")
}

#[rustfmt::skip]
pub const SUBJECTS: [Subject; 27] = [
    subject("rus", "Русский язык", "Рус. яз.", LANGUAGE, [5, 5, 5, 5, 5, 6, 4, 3, 3, 3, 3], 0, "Диктант"),
    subject("rea", "Литературное чтение", "Лит. чт.", LANGUAGE, [4, 4, 4, 4, 0, 0, 0, 0, 0, 0, 0], 0, "Контрольная работа"),
    subject("lit", "Литература", "Лит.", LANGUAGE, [0, 0, 0, 0, 3, 3, 2, 2, 3, 3, 3], 0, "Сочинение"),
    halves(subject("eng", "Иностранный язык (английский)", "Англ. яз.", "Иностранные языки", [0, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3], 2, "Контрольная работа")),
    subject("mat", "Математика", "Мат.", MATHS, [4, 4, 4, 4, 5, 5, 0, 0, 0, 0, 0], 1, "Контрольная работа"),
    subject("alg", "Алгебра", "Алг.", MATHS, [0, 0, 0, 0, 0, 0, 3, 3, 3, 4, 4], 1, "Контрольная работа"),
    subject("geo", "Геометрия", "Геом.", MATHS, [0, 0, 0, 0, 0, 0, 2, 2, 2, 3, 3], 1, "Контрольная работа"),
    subject("pro", "Вероятность и статистика", "Вер. и стат.", MATHS, [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1], 1, "Контрольная работа"),
    halves(subject("inf", "Информатика", "Инф.", MATHS, [0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 2], 1, "Практическая работа")),
    subject("his", "История", "Ист.", SOCIETY, [0, 0, 0, 0, 3, 2, 3, 3, 2, 2, 2], 3, "Контрольная работа"),
    subject("soc", "Обществознание", "Общ.", SOCIETY, [0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 3], 3, "Контрольная работа"),
    subject("map", "География", "Геогр.", SOCIETY, [0, 0, 0, 0, 1, 1, 2, 2, 2, 1, 1], 5, "Практическая работа"),
    subject("wor", "Окружающий мир", "Окр. мир", "Обществознание и естествознание", [2, 2, 2, 2, 0, 0, 0, 0, 0, 0, 0], 5, "Контрольная работа"),
    subject("phy", "Физика", "Физ.", NATURE, [0, 0, 0, 0, 0, 0, 2, 2, 3, 3, 3], 4, "Лабораторная работа"),
    subject("che", "Химия", "Хим.", NATURE, [0, 0, 0, 0, 0, 0, 0, 2, 2, 1, 1], 5, "Лабораторная работа"),
    subject("bio", "Биология", "Биол.", NATURE, [0, 0, 0, 0, 1, 1, 1, 2, 2, 1, 1], 5, "Лабораторная работа"),
    credit(subject("eth", "Основы религиозных культур и светской этики", "ОРКСЭ", SPIRIT, [0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0], 3, "Проект")),
    subject("cul", "Основы духовно-нравственной культуры народов России", "ОДНКНР", SPIRIT, [0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0], 3, "Проект"),
    light(subject("art", "Изобразительное искусство", "ИЗО", "Искусство", [1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0], 6, "Практическая работа")),
    light(subject("mus", "Музыка", "Муз.", "Искусство", [1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0], 6, "Практическая работа")),
    light(subject("lab", "Труд (технология)", "Труд", "Технология", [1, 1, 1, 1, 2, 2, 2, 1, 1, 0, 0], 6, "Практическая работа")),
    light(subject("pe", "Физическая культура", "Физ-ра", HEALTH, [2, 3, 3, 2, 3, 2, 3, 3, 3, 3, 3], 7, "Практическая работа")),
    light(subject("saf", "Основы безопасности и защиты Родины", "ОБЗР", HEALTH, [0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1], 7, "Контрольная работа")),
    credit(subject("ind", "Индивидуальный проект", "Инд. пр.", "Дополнительные учебные предметы", [0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0], 3, "Проект")),
    credit(subject("fin", "Финансовая грамотность", "Фин. гр.", "Дополнительные учебные предметы", [0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0], 3, "Проект")),
    // No weekly hours: passed only as exams.
    subject("emb", "Математика (базовый уровень)", "Мат. баз.", MATHS, [0; 11], 1, "Контрольная работа"),
    subject("emp", "Математика (профильный уровень)", "Мат. проф.", MATHS, [0; 11], 1, "Контрольная работа"),
];

const LANGUAGE: &str = "Русский язык и литература";
const MATHS: &str = "Математика и информатика";
const SOCIETY: &str = "Общественно-научные предметы";
const NATURE: &str = "Естественно-научные предметы";
const SPIRIT: &str = "Основы духовно-нравственной культуры";
const HEALTH: &str = "Физическая культура и основы безопасности";

const fn subject(
    id: &'static str,
    name: &'static str,
    short_name: &'static str,
    area: &'static str,
    hours: [u8; 11],
    chair: usize,
    control: &'static str,
) -> Subject {
    Subject {
        id,
        name,
        short_name,
        area,
        hours,
        chair,
        control,
        is_split: false,
        has_homework: true,
        is_pass_fail: false,
    }
}

const fn halves(mut subject: Subject) -> Subject {
    subject.is_split = true;
    subject
}

const fn light(mut subject: Subject) -> Subject {
    subject.has_homework = false;
    subject
}

const fn credit(mut subject: Subject) -> Subject {
    subject.is_pass_fail = true;
    subject.has_homework = false;
    subject
}
