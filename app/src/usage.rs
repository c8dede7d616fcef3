//! What was typed wrong on the command line, as one sentence.

use std::error::Error;

use blobs::NotABucket;
use clap::error::{ContextKind, ContextValue, ErrorKind};

/// The sentence for a refused command line; `None` for help and version, which are no refusals.
pub fn sentence(error: &clap::Error) -> Option<String> {
    let named = |kind| error.get(kind).map(words).unwrap_or_default();
    let argument = named(ContextKind::InvalidArg);
    let value = named(ContextKind::InvalidValue);
    let said = match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => return None,
        ErrorKind::UnknownArgument => format!("不认识“{argument}”这个参数"),
        ErrorKind::InvalidSubcommand => {
            format!("没有“{}”这个命令", named(ContextKind::InvalidSubcommand))
        }
        ErrorKind::MissingRequiredArgument => format!("缺少参数 {argument}"),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "请写明要执行的命令".to_owned()
        }
        ErrorKind::InvalidValue if value.is_empty() => format!("参数 {argument} 后面缺少值"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            format!("参数 {argument} 的值“{value}”不正确{}", allowed(error))
        }
        ErrorKind::ArgumentConflict => format!("参数 {argument} 重复，或与其他参数冲突"),
        _ => format!("命令行不正确（{argument}{value}）"),
    };
    Some(format!("{said}。用法见 anbiao --help。"))
}

/// `，可用 text、json`; blank where the values are not listed and the value's own type says nothing fit for a person.
fn allowed(error: &clap::Error) -> String {
    if let Some(refused) = error.source().and_then(|cause| cause.downcast_ref::<NotABucket>()) {
        return format!("，{refused}");
    }
    match error.get(ContextKind::ValidValue).map(words) {
        Some(words) if !words.is_empty() => format!("，可用 {words}"),
        _ => String::new(),
    }
}

fn words(value: &ContextValue) -> String {
    match value {
        ContextValue::Strings(all) => all.join("、"),
        ContextValue::String(one) => one.clone(),
        ContextValue::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use super::*;
    use crate::cli::Command;

    fn refused(line: &str) -> clap::Error {
        Command::read(line.split(' ').map(OsString::from)).expect_err(line)
    }

    fn said(line: &str) -> String {
        sentence(&refused(line)).unwrap_or_default()
    }

    #[test]
    fn the_help_of_every_command_is_chinese() {
        for command in [
            "",
            " serve",
            " demo",
            " notice",
            " notice read",
            " notice text",
            " consolidate",
            " doctor",
            " routes",
        ] {
            let help = refused(&format!("anbiao{command} --help")).to_string();
            assert!(help.contains("用法：anbiao"), "{help}");
            for english in
                ["Usage", "Options:", "Commands:", "Arguments:", "Print", "[default", "[env", "[possible"]
            {
                assert!(!help.contains(english), "{english}: {help}");
            }
        }
    }

    #[test]
    fn every_slip_is_told_in_one_chinese_sentence() {
        for (line, expected) in [
            ("anbiao", "请写明要执行的命令。用法见 anbiao --help。"),
            ("anbiao fly", "没有“fly”这个命令。用法见 anbiao --help。"),
            ("anbiao routes --loud", "不认识“--loud”这个参数。用法见 anbiao --help。"),
            ("anbiao consolidate --data d --phase 1", "缺少参数 --out <OUT>。用法见 anbiao --help。"),
            (
                "anbiao consolidate --data d --phase x --out o",
                "参数 --phase <PHASE> 的值“x”不正确。用法见 anbiao --help。",
            ),
            (
                "anbiao notice read f --format xml",
                "参数 --format <FORMAT> 的值“xml”不正确，可用 text、json。用法见 anbiao --help。",
            ),
            ("anbiao demo --data d --units 1", "参数 --units <UNITS> 的值“1”不正确。用法见 anbiao --help。"),
            (
                "anbiao serve --data d --blobs ftp://x",
                "参数 --blobs <BLOBS> 的值“ftp://x”不正确，请写成 s3://存储桶 或 s3://存储桶/前缀。用法见 anbiao --help。",
            ),
            ("anbiao demo --data d --seed", "参数 --seed <SEED> 后面缺少值。用法见 anbiao --help。"),
        ] {
            assert_eq!(said(line), expected, "{line}");
        }
        assert_eq!(said("anbiao --help"), "");
    }
}
