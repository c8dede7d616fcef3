use ids::Mint;

/// A fictional unit of the demonstration's district.
#[derive(Clone, Debug)]
pub(crate) struct DemoUnit {
    pub(crate) name: String,
    pub(crate) short_name: String,
    pub(crate) class: &'static str,
    pub(crate) township: &'static str,
    pub(crate) credit_code: String,
    pub(crate) headcount: u64,
    pub(crate) liaison: String,
    pub(crate) liaison_post: &'static str,
    pub(crate) phone: String,
}

/// From how many units on two of them become one, and one is served by another.
pub(crate) const ENOUGH: usize = 6;

const TOWNSHIPS: [&str; 6] = ["东街街道", "西亭街道", "临江街道", "青石镇", "白水镇", "松坪乡"];
const PLACES: [&str; 20] = [
    "东街", "西亭", "临江", "青石", "白水", "松坪", "望湖", "金桥", "石井", "柳园", "桃源", "南台", "北门",
    "云谷", "双溪", "龙泉", "凤鸣", "清流", "新华", "和平",
];
const SURNAMES: [&str; 16] =
    ["林", "陈", "黄", "郑", "吴", "许", "蔡", "杨", "王", "李", "张", "刘", "苏", "曾", "谢", "叶"];
const GIVEN: [&str; 16] = [
    "晓燕", "志强", "丽华", "建国", "雅婷", "文斌", "秀兰", "俊杰", "美玲", "伟民", "海燕", "国栋", "淑贞",
    "立新", "思远", "佳怡",
];
const POSTS: [&str; 4] = ["办公室主任", "院务办干事", "安全保卫科科长", "公共卫生科科长"];
/// Name, class, how many of a district of sixty.
const KINDS: [(&str, &str, usize); 7] = [
    ("医院", "二级医院", 5),
    ("社区卫生服务中心", "基层医疗卫生机构", 8),
    ("卫生院", "基层医疗卫生机构", 8),
    ("专科医院", "民营医院", 9),
    ("门诊部", "门诊部", 14),
    ("口腔诊所", "诊所", 12),
    ("公共卫生服务站", "公共卫生机构", 4),
];

/// The units of the district, in the order of their classes; names, codes and numbers are made up, the check digits
/// are right.
pub(crate) fn units(mint: &Mint, district: &str, count: usize) -> Vec<DemoUnit> {
    let kinds = KINDS.iter().flat_map(|kind| std::iter::repeat_n(kind, kind.2)).cycle();
    let mut units: Vec<DemoUnit> = Vec::with_capacity(count);
    for (i, &(kind, class, _)) in kinds.take(count).enumerate() {
        let place = PLACES[i % PLACES.len()];
        let round = i / PLACES.len();
        let prefix = if round < 3 { ["", "新", "小"][round].to_owned() } else { format!("第{round}") };
        let short_name = format!("{prefix}{place}{kind}");
        units.push(DemoUnit {
            name: format!("{district}{short_name}"),
            short_name,
            class,
            township: TOWNSHIPS[i % TOWNSHIPS.len()],
            credit_code: credit_code(i),
            headcount: 8 + mint.below(if class == "二级医院" { 600 } else { 80 }),
            liaison: person(mint),
            liaison_post: POSTS[i % POSTS.len()],
            // 000 after the prefix is nobody's number.
            phone: format!("1390000{i:04}"),
        });
    }
    units
}

/// A made-up person's name.
pub(crate) fn person(mint: &Mint) -> String {
    let pick = |names: &[&'static str; 16]| names[usize::try_from(mint.below(16)).unwrap_or(0)];
    format!("{}{}", pick(&SURNAMES), pick(&GIVEN))
}

/// A code of the form of GB 32100-2015 with its check digit, under an area code that nobody has.
fn credit_code(number: usize) -> String {
    const DIGITS: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
    let body = format!("12999900{number:09}");
    let weighted: usize = body
        .bytes()
        .enumerate()
        .map(|(i, byte)| {
            let value = DIGITS.iter().position(|digit| *digit == byte).unwrap_or(0);
            value * 3_usize.pow(u32::try_from(i).unwrap_or(0)).rem_euclid(31)
        })
        .sum();
    let check = (31 - weighted % 31) % 31;
    format!("{body}{}", char::from(DIGITS[check]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clock::{Clock, Moment};

    #[test]
    fn a_district_of_a_thousand_has_no_two_alike() {
        let units = units(&Mint::seeded(Clock::fixed(Moment::from_micros(0)), 1), "青禾区", 1000);
        let names: std::collections::HashSet<_> = units.iter().map(|unit| &unit.name).collect();
        assert_eq!(names.len(), 1000);
        assert!(units.iter().all(|unit| unit.credit_code.len() == 18));
    }
}
