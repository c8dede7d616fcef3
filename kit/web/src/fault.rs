use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use blobs::BlobError;
use db::DbError;

/// Everything that can go wrong at the wall, as the person reads it: what is wrong, where, and what to do.
///
/// The cause goes to the log under the request's id; nobody outside sees it.
#[derive(Clone, Debug)]
pub struct Fault {
    status: StatusCode,
    code: &'static str,
    sentence: String,
    fields: Vec<FieldError>,
    cause: Option<String>,
}

/// A sentence about one field of the input (`quantities[0][amount]`).
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct FieldError {
    pub field: String,
    pub sentence: String,
    /// What the field may say to decide it, where that is a closed list: a program sends one of these.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<&'static str>,
}

/// The sentences about an input that was refused; empty when it has not been judged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Invalid(Vec<FieldError>);

impl Invalid {
    /// Notes what is wrong with a field.
    pub fn add(&mut self, field: impl Into<String>, sentence: impl Into<String>) {
        self.ask(field, sentence, &[]);
    }

    /// Notes what has to be decided by one of some words in a field.
    pub fn ask(&mut self, field: impl Into<String>, sentence: impl Into<String>, choices: &[&'static str]) {
        let (field, sentence) = (field.into(), sentence.into());
        self.0.push(FieldError { field, sentence, choices: choices.to_vec() });
    }

    /// The sentence that offers a word for a field.
    pub fn offering(&self, field: &str, choice: &str) -> Option<&str> {
        let offers = |error: &&FieldError| error.field == field && error.choices.contains(&choice);
        self.0.iter().find(offers).map(|error| error.sentence.as_str())
    }

    /// Takes a parsed value out, or notes its sentence under the field.
    pub fn take<T, E: std::fmt::Display>(&mut self, field: &str, parsed: Result<T, E>) -> Option<T> {
        parsed.map_err(|error| self.add(field, error.to_string())).ok()
    }

    /// The first sentence about a field.
    pub fn of(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|error| error.field == field).map(|error| error.sentence.as_str())
    }

    /// Whether anything is wrong.
    pub fn any(&self) -> bool {
        !self.0.is_empty()
    }

    /// Every sentence, in the order of the checks.
    pub fn all(&self) -> &[FieldError] {
        &self.0
    }

    /// `Err` with all the sentences when anything is wrong.
    pub fn into_result(self) -> Result<(), Fault> {
        if self.any() { Err(self.into()) } else { Ok(()) }
    }
}

impl From<Invalid> for Fault {
    fn from(invalid: Invalid) -> Self {
        let first = invalid.0.first().map_or("", |error| error.sentence.as_str());
        let sentence = format!("有 {} 处需要修改：{first}", invalid.0.len());
        Self { fields: invalid.0, ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", sentence) }
    }
}

impl Fault {
    fn new(status: StatusCode, code: &'static str, sentence: impl Into<String>) -> Self {
        Self { status, code, sentence: sentence.into(), fields: Vec::new(), cause: None }
    }

    /// 422: the input as a whole is refused; `code` is for programs.
    pub fn refused(code: &'static str, sentence: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, sentence)
    }

    /// 422 about one field.
    pub fn field(field: &str, sentence: impl Into<String>) -> Self {
        let mut invalid = Invalid::default();
        invalid.add(field, sentence);
        invalid.into()
    }

    /// 409: the thing is not in a state that allows it, or somebody was faster.
    pub fn conflict(code: &'static str, sentence: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, code, sentence)
    }

    /// 404, the same for what does not exist and what the caller may not know of.
    pub fn not_found() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not_found",
            "没有找到这项内容：它可能已被移走，或者不在您的管理范围内。",
        )
    }

    /// 403: seen, but not for this role.
    pub fn forbidden(who_may: &str) -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "forbidden",
            format!("您的角色不能进行这项操作，可以操作的角色：{who_may}。"),
        )
    }

    /// 403: seen, but for somebody higher up; the sentence says for whom.
    pub fn above(sentence: &str) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", sentence)
    }

    /// 403: the token is for reading only.
    pub fn read_only_token() -> Self {
        let sentence = "这个访问令牌只能读取，不能修改。请在“账号”页新建可写的令牌。";
        Self::new(StatusCode::FORBIDDEN, "read_only_token", sentence)
    }

    /// 401: nobody is signed in; a page turns it into a redirect to the sign-in.
    pub fn not_signed_in() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "not_signed_in", "请先登录。")
    }

    /// 413: more than the limit.
    pub fn too_large(sentence: impl Into<String>) -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", sentence)
    }

    /// 400: the request itself cannot be read.
    pub fn unreadable(sentence: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "unreadable", sentence)
    }

    /// 403: the form does not come from this site's own page.
    pub fn foreign_form() -> Self {
        let sentence = "页面已过期或不是从本系统打开的，请刷新页面后重试，已填写的内容请先复制保存。";
        Self::new(StatusCode::FORBIDDEN, "foreign_form", sentence)
    }

    /// 429: too often.
    pub fn too_often(sentence: impl Into<String>) -> Self {
        Self::new(StatusCode::TOO_MANY_REQUESTS, "too_often", sentence)
    }

    /// 423: closed for now after too many failures.
    pub fn locked(sentence: impl Into<String>) -> Self {
        Self::new(StatusCode::LOCKED, "locked", sentence)
    }

    /// 507: the disk is full.
    pub fn no_space() -> Self {
        let sentence = "服务器磁盘空间已满，本次内容没有保存。请联系系统管理员清理空间后重试。";
        Self::new(StatusCode::INSUFFICIENT_STORAGE, "no_space", sentence)
    }

    /// 503: pictures and files are out of reach for now; the cause goes to the log only.
    pub fn files_away(cause: impl std::fmt::Display) -> Self {
        let sentence =
            "照片和文件的存储暂时不可用，您的操作没有完成。请稍后重试；如仍不行，请把编号告诉系统管理员。";
        Self {
            cause: Some(cause.to_string()),
            ..Self::new(StatusCode::SERVICE_UNAVAILABLE, "files_away", sentence)
        }
    }

    /// 500: our fault; the cause goes to the log only.
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        let sentence = "系统出现故障，您的操作没有完成。请稍后重试；如仍不行，请把编号告诉系统管理员。";
        Self {
            cause: Some(cause.to_string()),
            ..Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", sentence)
        }
    }

    /// A breach of the unique constraint `name` as a sentence under `field`; any other error as it is.
    pub fn from_unique(error: DbError, name: &str, field: &str, sentence: &str) -> Self {
        match error {
            DbError::Unique(found) if found == name => Self::field(field, sentence),
            other => other.into(),
        }
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The word for programs.
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// What the person reads.
    pub fn sentence(&self) -> &str {
        &self.sentence
    }

    /// The sentences by field.
    pub fn fields(&self) -> &[FieldError] {
        &self.fields
    }

    /// What only the log may see.
    pub fn cause(&self) -> Option<&str> {
        self.cause.as_deref()
    }

    /// Whether a form was opened for another person or place than the session stands at now.
    pub fn is_other_seat(&self) -> bool {
        self.code == crate::csrf::OTHER_SEAT
    }

    /// Whether the person can mend it in the form: then the form comes back filled in.
    pub fn is_mendable(&self) -> bool {
        matches!(
            self.status,
            StatusCode::UNPROCESSABLE_ENTITY | StatusCode::CONFLICT | StatusCode::PAYLOAD_TOO_LARGE
        )
    }

    /// The sentences for the form; a fault about no field in particular stands under `""`.
    pub fn invalid(&self) -> Invalid {
        let mut invalid = Invalid(self.fields.clone());
        if !invalid.any() {
            invalid.add("", &self.sentence);
        }
        invalid
    }
}

impl From<DbError> for Fault {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Stale => Self::conflict(
                "changed_meanwhile",
                "有人刚刚修改过这项内容，您的修改没有覆盖它。请查看最新内容后再提交。",
            ),
            DbError::Missing => Self::not_found(),
            DbError::Full => Self::no_space(),
            DbError::Unique(name) => Self {
                cause: Some(name),
                ..Self::conflict("exists", "同样的内容已经存在，没有重复保存。")
            },
            other => Self::internal(other),
        }
    }
}

impl From<BlobError> for Fault {
    fn from(error: BlobError) -> Self {
        match error {
            BlobError::NoSpace => Self::no_space(),
            // A row names it, so it should be there and whole.
            BlobError::NotFound(_) | BlobError::Damaged(_) => Self::internal(format!("blobs: {error:?}")),
            BlobError::Io(_) | BlobError::Refused(_) | BlobError::NoBucket(_) | BlobError::Settings(_) => {
                Self::files_away(format!("blobs: {error:?}"))
            }
        }
    }
}

impl IntoResponse for Fault {
    /// Only carries the fault outwards: [`crate::faults`] gives it its face.
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}
