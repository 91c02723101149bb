//! A small office on a folder of its own: extracts given as text, loaded as the program loads them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Map, Value};
use svodka::access::{Right, Role, Scope};
use svodka::app::{App, AskError, Asker, Door};
use svodka::config::Config;
use svodka::extract::{self, Seal};
use svodka::loads::{self, Silent};
use svodka::office::{Client, LoadRecord, User, UserScope};
use svodka::period::Period;
use tempfile::TempDir;

/// An office under test.
pub struct Office {
    folder: TempDir,
    pub app: App,
    sealed: usize,
}

impl Office {
    pub async fn new() -> Self {
        Self::with(|_| ()).await
    }

    /// Makes an office with settings of its own.
    pub async fn with(settings: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut config = Config::for_testing(&folder.path().join("data"));
        settings(&mut config);
        let app = App::init(config).await.expect("a new office");
        Self {
            folder,
            app,
            sealed: 0,
        }
    }

    /// Writes segments as extracts and loads them as one night.
    pub async fn load(&mut self, segments: &[Segment]) -> Vec<LoadRecord> {
        let paths: Vec<PathBuf> = segments.iter().map(|segment| self.seal(segment)).collect();
        self.load_paths(&paths).await
    }

    pub async fn load_paths(&self, paths: &[PathBuf]) -> Vec<LoadRecord> {
        loads::load(&self.app.warehouse(), paths, false, Arc::new(Silent))
            .await
            .expect("a load")
    }

    /// Writes a segment as an extract folder.
    pub fn seal(&mut self, segment: &Segment) -> PathBuf {
        self.sealed += 1;
        let path = self.folder.path().join(format!("extract-{}", self.sealed));
        segment.write(&path);
        path
    }

    /// Takes the rows of a mart off the disk: whoever reads them fails.
    pub fn lose(&self, mart: &str) {
        let folder = Path::new(&self.app.config.lake_url())
            .join("mart")
            .join(mart);
        for entry in std::fs::read_dir(folder).expect("the mart's folder") {
            let entry = entry.expect("an entry");
            if entry.file_name() != "_delta_log" {
                std::fs::remove_dir_all(entry.path()).expect("a year of rows");
            }
        }
    }

    /// Answers a question with the whole office's sight, names and health included.
    pub async fn ask(&self, query: Value) -> Vec<Map<String, Value>> {
        self.ask_in(&Scope::office(true, true), query)
            .await
            .expect("an answer")
    }

    pub async fn ask_in(
        &self,
        scope: &Scope,
        query: Value,
    ) -> Result<Vec<Map<String, Value>>, AskError> {
        let answer = self.answer_in(scope, query).await?;
        let rows = answer["data"].as_array().cloned().unwrap_or_default();
        Ok(rows
            .into_iter()
            .filter_map(|row| row.as_object().cloned())
            .collect())
    }

    pub async fn answer_in(&self, scope: &Scope, query: Value) -> Result<Value, AskError> {
        Ok(self.app.ask(&asker(scope), &query).await?.to_json())
    }

    /// Runs SQL in a scope and returns its rows as JSON objects' texts, or what the person is told.
    pub async fn sql_in(&self, scope: &Scope, sql: &str) -> Result<Vec<String>, String> {
        let answer = self
            .app
            .ask_sql(scope, sql, &Value::Null, 1_000)
            .await
            .map_err(|error| match error {
                AskError::Refused { faults, .. } => {
                    faults.into_iter().map(|fault| fault.message).collect()
                }
                other => other.to_string(),
            })?;
        let mut rows = Vec::new();
        for batch in answer.rows {
            let shown = arrow_rows(&batch);
            rows.extend(shown);
        }
        Ok(rows)
    }
}

/// An asker of whom only the scope matters.
pub fn asker(scope: &Scope) -> Asker {
    Asker {
        user: User {
            id: 0,
            login: "somebody".into(),
            name: "Кто-то".into(),
            role: "office_head".into(),
            scope: UserScope::Office,
            valid_from: None,
            valid_to: None,
            ground: None,
            is_disabled: false,
            grants: Vec::new(),
            must_change_password: false,
            has_second_factor: false,
            has_seen_tour: true,
        },
        role: Role::named("office_head"),
        rights: Right::ALL.to_vec(),
        scope: scope.clone(),
        reach: UserScope::Office,
        door: Door::Machine,
        client: Client::default(),
    }
}

fn arrow_rows(batch: &arrow::array::RecordBatch) -> Vec<String> {
    let columns: Vec<_> = batch
        .columns()
        .iter()
        .map(|column| {
            arrow::compute::cast(column, &arrow::datatypes::DataType::Utf8).expect("a text")
        })
        .collect();
    (0..batch.num_rows())
        .map(|row| {
            let cells: Vec<&str> = columns
                .iter()
                .map(|column| {
                    use arrow::array::{Array, AsArray};
                    if column.is_null(row) {
                        "null"
                    } else {
                        column.as_string::<i32>().value(row)
                    }
                })
                .collect();
            cells.join("|")
        })
        .collect()
}

/// One school's extract. It starts with a school, a quarter and a class without pupils.
#[derive(Debug, Clone)]
pub struct Segment {
    school_id: String,
    extracted_at: String,
    window: Period,
    school_year: String,
    tables: BTreeMap<String, String>,
}

impl Segment {
    pub fn new(school_id: &str) -> Self {
        let mut segment = Self {
            school_id: school_id.to_owned(),
            extracted_at: "2025-10-31T23:40:00+03:00".into(),
            window: Period::new(day("2025-09-01"), day("2025-10-31")),
            school_year: "2025/2026".into(),
            tables: BTreeMap::new(),
        };
        let school = format!(
            "school_id,name,kind,municipality,settlement,timezone\n{school_id},Школа {school_id},general,Демо,urban,Europe/Moscow\n"
        );
        segment = segment.table("school", &school);
        segment
            .table(
                "terms",
                "term_id,kind,ordinal,name,starts_on,ends_on\n\
                 q1,quarter,1,1 четверть,2025-09-01,2025-10-24\n\
                 q2,quarter,2,2 четверть,2025-11-05,2025-12-28\n",
            )
            .table(
                "classes",
                "class_id,kind,grade,letter,name\nc5,class,5,А,5А\n",
            )
            .table("pupils", "pupil_id,last_name,first_name,sex,birth_date\n")
            .table(
                "enrolments",
                "pupil_id,class_id,from,to,arrival,departure\n",
            )
            .table("subjects", "subject_id,name\nmath,Математика\n")
            .table("groups", "group_id,class_id,subject_id\ng1,c5,math\n")
            .table(
                "lessons",
                "lesson_id,group_id,date,number,starts_at,ends_at,held\n",
            )
    }

    pub fn table(mut self, name: &str, csv: &str) -> Self {
        self.tables.insert(name.to_owned(), csv.to_owned());
        self
    }

    /// The same of another school.
    pub fn named(mut self, school_id: &str) -> Self {
        let school = self.tables.get("school").cloned().unwrap_or_default();
        let school = school.replace(&self.school_id, school_id);
        self.school_id = school_id.to_owned();
        self.table("school", &school)
    }

    pub fn without(mut self, name: &str) -> Self {
        self.tables.remove(name);
        self
    }

    pub fn extracted_at(mut self, moment: &str) -> Self {
        self.extracted_at = moment.to_owned();
        self
    }

    pub fn window(mut self, from: &str, to: &str) -> Self {
        self.window = Period::new(day(from), day(to));
        self
    }

    /// The same of another school year.
    pub fn of_year(mut self, school_year: &str) -> Self {
        self.school_year = school_year.to_owned();
        self
    }

    pub fn write(&self, folder: &Path) {
        std::fs::create_dir_all(folder).expect("a folder");
        for (name, csv) in &self.tables {
            std::fs::write(folder.join(format!("{name}.csv")), csv).expect("a file");
        }
        let seal = Seal {
            school_id: self.school_id.clone(),
            extracted_at: self.extracted_at.clone(),
            window: self.window,
            school_year: self.school_year.parse().expect("a school year"),
        };
        extract::seal(folder, &seal, None).expect("a sealed folder");
    }
}

/// The school of the measures' tests: two classes, a half-class group, a pupil who leaves in mid-term
/// and one who comes.
pub fn small_school(school_id: &str) -> Segment {
    Segment::new(school_id)
        .table(
            "classes",
            "class_id,kind,grade,letter,name\nc5,class,5,А,5А\nc1,class,1,А,1А\n",
        )
        .table(
            "staff",
            "staff_id,last_name,first_name,middle_name\nt1,Орлова,Анна,Ивановна\nt2,Белов,Пётр,\n",
        )
        .table(
            "pupils",
            "pupil_id,last_name,first_name,middle_name,sex,birth_date\n\
             p1,Ёлкин,Иван,Петрович,m,2014-05-10\n\
             p2,Жукова,Анна,,f,2014-11-20\n\
             p3,Белов,Олег,,м,2014-01-15\n\
             p4,Сомова,Яна,,ж,2018-03-03\n\
             p5,Агеева,Нина,,f,2014-10-31\n",
        )
        .table(
            "enrolments",
            "pupil_id,class_id,from,to,arrival,departure\n\
             p1,c5,2025-09-01,,,\n\
             p2,c5,2025-09-01,,start,\n\
             p3,c5,2025-09-01,2025-10-10,start,other_school\n\
             p4,c1,2025-09-01,,start,\n\
             p5,c5,2025-09-15,,other_municipality,\n",
        )
        .table(
            "subjects",
            "subject_id,name,area\nmath,Математика,Математика\neng,Английский язык,Языки\n",
        )
        .table(
            "groups",
            "group_id,class_id,subject_id,staff_id,weekly_hours\n\
             g1,c5,math,t1,5\ng2,c5,eng,t2,3\ng3,c1,math,t1,4\n",
        )
        .table(
            "group_pupils",
            "group_id,pupil_id,from,to\ng2,p1,,\ng2,p2,2025-09-01,\n",
        )
        .table(
            "lessons",
            "lesson_id,group_id,date,number,starts_at,ends_at,held,staff_id\n\
             L1,g1,2025-09-02,1,08:30,09:15,1,\n\
             L2,g1,2025-09-16,1,08:30,09:15,1,\n\
             L3,g1,2025-10-14,1,08:30,09:15,1,t2\n\
             L4,g2,2025-09-16,2,09:25,10:10,1,\n\
             L5,g1,2025-10-15,1,08:30,09:15,0,\n\
             L6,g3,2025-09-02,1,08:30,09:15,1,\n",
        )
        .table(
            "absences",
            "lesson_id,pupil_id,code\n\
             L1,p1,Б\nL2,p1,УП\nL2,p5,НП\nL3,p2,ОП\nL4,p1,Н\nL3,p3,Б\nL2,p2,ОСВ\n",
        )
        .table(
            "marks",
            "mark_id;lesson_id;pupil_id;work_type;weight;value;work_date;entered_at\n\
             m1;L1;p1;Ответ на уроке;1;5;02.09.2025;02.09.2025 10:00\n\
             m2;L1;p2;Контрольная работа;2;3;02.09.2025;02.09.2025 10:00\n\
             m3;L2;p3;Ответ на уроке;;4;16.09.2025;16.09.2025 10:00\n\
             m4;L3;p5;Контрольная работа;3;2;14.10.2025;14.10.2025 10:00\n\
             m5;L3;p2;Ответ на уроке;1;1;14.10.2025;24.10.2025 12:00\n\
             m6;L2;p1;Домашняя работа;1;.;16.09.2025;16.09.2025 10:00\n\
             m7;L3;p1;Зачёт;1;зач;14.10.2025;14.10.2025 10:00\n",
        )
        .table(
            "term_marks",
            "pupil_id,group_id,term_id,kind,value\n\
             p1,g1,q1,term,5\n\
             p1,g2,q1,term,4\n\
             p2,g1,q1,term,3\n\
             p3,g1,q1,term,2\n\
             p5,g1,q1,term,н/а\n\
             p4,g3,q1,term,5\n\
             p1,g1,q1,exam,2\n",
        )
}

fn day(text: &str) -> jiff::civil::Date {
    text.parse().expect("a day")
}
