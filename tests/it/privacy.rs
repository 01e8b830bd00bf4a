//! `globale privacy`: photos made here by hand, and stories whose people are canaries.

use std::fs;

use crate::project::Project;

const PHOTO: &str = "content/vik/stories/kari/photo.jpg";
const STORY: &str = "---\ntitle: Kari i arbeid\ndate: 2026-01-05\nimage: { src: photo.jpg, alt: \"Et bord\", credit: Vik }\n\
                     base: 0123456789ab\nreviewed_by: Redaksjonen\npersons: [{ display_name: \"Kari Kanarifugl\" }]\n\
                     consent: { ref: \"2026-017\", given: 2026-01-01, basis: consent, expires: 2027-01-01, \
                     scope: [name, photo, quote, web, origin, employer, social, translation] }\n---\nKari Kanarifugl sier hei.\n";

/// One entry of a TIFF folder.
fn entry(tag: u16, kind: u16, count: u32, value: [u8; 4]) -> Vec<u8> {
    [&tag.to_be_bytes()[..], &kind.to_be_bytes(), &count.to_be_bytes(), &value].concat()
}

/// A camera's block: held a quarter turned, and where.
fn camera_block() -> Vec<u8> {
    let mut tiff = b"MM\0*\0\0\0\x08\0\x02".to_vec();
    tiff.extend(entry(0x0112, 3, 1, [0, 6, 0, 0]));
    tiff.extend(entry(0x8825, 4, 1, 38u32.to_be_bytes()));
    tiff.extend([0; 4]);
    tiff.extend(1u16.to_be_bytes());
    tiff.extend(entry(0x001d, 2, 11, 56u32.to_be_bytes()));
    tiff.extend([0; 4]);
    tiff.extend(b"CANARY-GPS\0");
    tiff
}

fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    [&[0xff, marker][..], &(content.len() as u16 + 2).to_be_bytes(), content].concat()
}

/// A real JPEG of 8 × 8 pixels, with a position and a colour profile.
fn photo() -> Vec<u8> {
    let mut plain = Vec::new();
    let encoder = jpeg_encoder::Encoder::new(&mut plain, 80);
    encoder.encode(&[90; 8 * 8 * 3], 8, 8, jpeg_encoder::ColorType::Rgb).expect("a JPEG");
    let exif = segment(0xe1, &[&b"Exif\0\0"[..], &camera_block()].concat());
    let profile = segment(0xe2, b"ICC_PROFILE\0\x01\x01PROFILE");
    [&plain[..2], &exif, &profile, &plain[2..]].concat()
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

fn project() -> Project {
    let project = Project::new();
    project.write(PHOTO, photo());
    project.write("content/vik/stories/kari/index.nb.md", STORY);
    project.write(
        "content/vik/stories/kari/index.en.md",
        "---\ntitle: Kari at work\nimage: { alt: A table }\n---\nKari Kanarifugl says hello.\n",
    );
    project
}

#[test]
fn a_photo_with_a_position_is_refused_until_it_is_stripped() {
    let project = project();
    project.write("static/table.jpg", photo());
    let refused = project.run("check --format json");
    assert_eq!(refused.exit, 1);
    assert_eq!(refused.codes().iter().filter(|code| *code == "G0729").count(), 2, "{}", refused.out);
    assert!(!holds(refused.out.as_bytes(), b"CANARY"), "the report says the position");

    let before = project.tree("content");
    let rehearsed = project.run("privacy strip --check");
    assert_eq!(rehearsed.exit, 1, "{}", rehearsed.out);
    assert!(rehearsed.out.contains(&format!("{PHOTO}: GPS position, camera data")), "{}", rehearsed.out);
    assert_eq!(project.tree("content"), before, "--check changes nothing");

    let stripped = project.run("privacy strip");
    assert_eq!(stripped.exit, 0, "{}{}", stripped.out, stripped.err);
    assert!(stripped.out.contains("cleaned 2 of 2 pictures"), "{}", stripped.out);
    let clean = fs::read(project.path(PHOTO)).expect("the photo");
    assert!(!holds(&clean, b"CANARY-GPS") && holds(&clean, b"ICC_PROFILE\0\x01\x01PROFILE"));
    let (old, new) = (photo(), clean.as_slice());
    let scan = |bytes: &[u8]| bytes.windows(2).position(|two| two == [0xff, 0xdb]).expect("a table");
    assert_eq!(&new[scan(new)..], &old[scan(&old)..], "the picture itself stays byte for byte");
    assert_eq!(project.run("check").exit, 0);
    let again = project.json("privacy strip");
    assert_eq!(again["files"].as_array().map(Vec::len), Some(0), "{again}");
    assert_eq!(project.run("privacy strip --check").exit, 0);
}

#[test]
fn the_position_is_found_again_when_the_pictures_are_remembered() {
    let project = project();
    assert_eq!(project.run("check").exit, 1);
    assert!(project.path(".globale/cache/image").exists(), "the renditions are remembered");
    let second = project.run("check --format json");
    assert!(second.codes().contains(&"G0729".to_owned()), "{}", second.out);
    assert_eq!(second.json()["images_decoded"], 0);
}

#[test]
fn nothing_published_carries_metadata() {
    let project = project();
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><metadata>CANARY-SVG</metadata><path d=\"M0 0\"/></svg>";
    let credit = [&photo()[..2], &segment(0xfe, b"CANARY-CREDIT"), &photo()[2..]].concat();
    project.run("privacy strip");
    project.write("static/credit.jpg", &credit);
    project.run("privacy strip static/credit.jpg");
    let plain = fs::read(project.path("static/credit.jpg")).expect("the picture");
    project.write("static/credit.jpg", [&plain[..2], &segment(0xfe, b"CANARY-CREDIT"), &plain[2..]].concat());
    project.write("static/logo.svg", svg);
    project.write("themes/plain/assets/mark.svg", svg);
    project.write("content/vik/stories/first/mark.svg", svg);
    project.edit(crate::project::STORY, "Et avsnitt", "![Et merke](mark.svg) [her](mark.svg) Et avsnitt");
    let built = project.json("build");
    assert_eq!(built["published"], true);
    let mut pictures = 0;
    for (file, bytes) in project.tree("public") {
        pictures += usize::from([".jpg", ".svg", ".webp", ".png"].iter().any(|end| file.ends_with(end)));
        for secret in [&b"CANARY"[..], b"<metadata"] {
            assert!(!holds(&bytes, secret), "{file} holds {}", secret.escape_ascii());
        }
    }
    assert!(pictures >= 6, "{pictures} pictures");
}

#[test]
fn strip_leaves_alone_what_is_none_of_its_business() {
    let project = project();
    let outside = tempfile::tempdir().expect("a folder");
    fs::write(outside.path().join("mine.jpg"), photo()).expect("a file");
    project.write("static/notes.txt", "no picture");
    project.write("static/broken.jpg", &photo()[..60]);
    std::os::unix::fs::symlink(outside.path().join("mine.jpg"), project.path("static/link.jpg"))
        .expect("a link");
    let heic = [b"\0\0\0\x18ftypheic".to_vec(), vec![0; 64]].concat();
    project.write("static/phone.heic", &heic);
    let one = |line: &str| project.run(&format!("privacy strip {line} --format json"));
    let mine = outside.path().join("mine.jpg");
    for (path, code, exit) in [
        (mine.to_str().expect("UTF-8"), "G0021", 2),
        ("static/link.jpg", "G0021", 2),
        ("static/nothing.jpg", "G0020", 2),
        ("static/broken.jpg", "G0023", 1),
        ("static/phone.heic", "G0022", 0),
    ] {
        let ran = one(path);
        assert_eq!((ran.codes(), ran.exit), (vec![code.to_owned()], exit), "{path}: {}", ran.out);
    }
    assert_eq!(fs::read(&mine).expect("the file"), photo(), "a file outside was changed");
    let ran = project.run("privacy strip static/notes.txt");
    assert_eq!(ran.exit, 0);
    assert!(ran.out.contains("static/notes.txt: no picture, left alone"), "{}", ran.out);
    assert_eq!(fs::read(project.path("static/broken.jpg")).expect("the file"), &photo()[..60]);
}

/// What is too long to be read is named, and a picture among it is no clean one.
#[test]
fn strip_says_what_it_has_not_looked_at() {
    let project = Project::new();
    let long = |name: &str| {
        project.write(name, "");
        let file = fs::File::options().write(true).open(project.path(name)).expect("the file");
        file.set_len(200 * 1024 * 1024 + 1).expect("a file without content");
    };
    long("static/film.mp4");
    let ran = project.run("privacy strip --check");
    assert_eq!(ran.exit, 0, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("static/film.mp4: larger than 200 MB, not looked at"), "{}", ran.out);
    assert_eq!(project.json("privacy strip")["not_looked_at"], serde_json::json!(["static/film.mp4"]));
    long("static/huge.JPG");
    for line in ["privacy strip --check", "privacy strip", "privacy strip static/huge.JPG"] {
        let ran = project.run(&format!("{line} --format json"));
        assert_eq!((ran.exit, ran.codes()), (1, vec!["G0708".to_owned()]), "{line}: {}", ran.out);
    }
}

/// A file that is written anew is read by those who read it before.
#[test]
fn permissions_stay() {
    use std::os::unix::fs::PermissionsExt;
    let project = project();
    fs::set_permissions(project.path(PHOTO), fs::Permissions::from_mode(0o640)).expect("the photo");
    assert_eq!(project.run("privacy strip").exit, 0);
    let mode = fs::metadata(project.path(PHOTO)).expect("the photo").permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
    let translation = "content/vik/stories/first/index.en.md";
    fs::set_permissions(project.path(translation), fs::Permissions::from_mode(0o640)).expect("the text");
    project.json("translate done stories/first -l en");
    let mode = fs::metadata(project.path(translation)).expect("the text").permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
}

#[test]
fn the_report_says_what_needs_doing_first_and_names_nobody() {
    let project = project();
    let consent = |name: &str, fields: &str| {
        let text = format!(
            "---\ntitle: T\ndate: 2026-01-05\npersons: [{{ display_name: \"Ola Kanarifugl\" }}]\n{fields}---\nx\n"
        );
        project.write(&format!("content/vik/stories/{name}/index.nb.md"), text);
    };
    let given = "given: 2026-01-01, basis: consent, scope: [name]";
    consent("ended", &format!("consent: {{ ref: \"1\", {given}, expires: 2026-01-31 }}\n"));
    consent("soon", &format!("consent: {{ ref: \"2\", {given}, expires: 2026-03-01 }}\n"));
    consent("taken", &format!("consent: {{ ref: \"3\", {given}, withdrawn: 2026-01-20 }}\n"));
    consent("none", "");
    let json = project.json("privacy report --at 2026-02-01");
    let rows: Vec<(&str, &str, i64)> = json["consents"]
        .as_array()
        .expect("rows")
        .iter()
        .map(|row| {
            let text = |key: &str| row[key].as_str().unwrap_or_default();
            (text("entry"), text("state"), row["days_left"].as_i64().unwrap_or(9999))
        })
        .collect();
    let expected = [
        ("vik/stories/taken", "withdrawn", 9999),
        ("vik/stories/ended", "ended", -1),
        ("vik/stories/none", "missing", 9999),
        ("vik/stories/soon", "ends-soon", 28),
        ("vik/stories/kari", "ok", 334),
    ];
    assert_eq!(rows, expected);
    let text = project.run("privacy report --at 2026-02-01 --initiative vik");
    assert!(text.out.contains("entries as of 2026-02-01: 5; need something: 4"), "{}", text.out);
    assert!(!text.out.contains("Kanarifugl") && !json.to_string().contains("Kanarifugl"));
    assert_eq!(project.run("privacy report --initiative nowhere").exit, 2);
}

#[test]
fn what_is_withdrawn_leaves_no_trace_and_does_not_come_back() {
    let project = project();
    project.run("privacy strip");
    project.json("build");
    let address = "public/vik/historier/kari/index.html";
    assert!(project.path(address).exists());
    project.write("content/vik/stories/kari/.hidden~", "Kari Kanarifugl");
    project.write(".globale/base/0123456789ab.md", "an older text");
    project.write(".globale/base/aaaaaaaaaaaa.md", "---\nconsent: { ref: '2026-017' }\n---\n");
    project.write(".globale/base/bbbbbbbbbbbb.md", "---\nconsent: { ref: 2026-0177 }\n---\nsomebody else");
    project.write(".globale/base/cccccccccccc.md", STORY.replace('\n', "\r\n"));
    project.write(
        "content/vik/stories/other/index.nb.md",
        "---\ntitle: A\ndate: 2026-01-05\n---\nAlso [Kari](@/stories/kari).\n",
    );
    let before = (project.tree("content"), project.tree(".globale"));
    let rehearsed = project.json("privacy withdraw vik/stories/kari --dry-run");
    assert_eq!(rehearsed["removed"].as_array().map(Vec::len), Some(7), "{rehearsed}");
    assert_eq!((project.tree("content"), project.tree(".globale")), before, "--dry-run changes nothing");

    let ran = project.run("privacy withdraw content/vik/stories/kari/");
    assert_eq!(ran.exit, 0, "{}{}", ran.out, ran.err);
    for said in [
        "git filter-repo",
        "content/vik/stories/other/index.nb.md:5",
        "Content Removal Tool",
        "withdrawn.toml",
    ] {
        assert!(ran.out.contains(said), "`{said}` is not in {}", ran.out);
    }
    assert!(!ran.out.contains("Kanarifugl"), "{}", ran.out);
    assert!(!project.path("content/vik/stories/kari").exists() && !project.path(".globale/cache").exists());
    let base: Vec<String> = project.tree(".globale/base").into_keys().collect();
    assert_eq!(base, ["bbbbbbbbbbbb.md"], "only the other person's snapshot stays");
    assert_eq!(project.run("check --format json").codes(), ["G0803"], "the link that was foretold");

    fs::remove_dir_all(project.path("content/vik/stories/other")).expect("the story");
    project.json("build");
    for folder in ["public", ".globale", "content"] {
        for (file, bytes) in project.tree(folder) {
            assert!(!holds(&bytes, b"Kanarifugl") && !file.contains("kari"), "{folder}/{file} remembers");
            assert!(!holds(&bytes, b"historier/kari"), "{folder}/{file} remembers the address");
        }
    }
    project.write(
        "content/vik/stories/kari/index.nb.md",
        STORY.replace("image: { src: photo.jpg, alt: \"Et bord\", credit: Vik }\n", ""),
    );
    let back = project.run("check --format json");
    for code in ["G0917", "G0918"] {
        assert!(back.codes().contains(&code.to_owned()), "{code} is not in {}", back.out);
    }
}

#[test]
fn the_further_pages_of_what_is_withdrawn_do_not_come_back() {
    let project = Project::new();
    for name in ["company", "certificate"] {
        project.write(&format!("themes/plain/templates/{name}.html"), "{{ page.title }}");
    }
    project.write(
        "content/vik/companies/rad/index.nb.md",
        "---\ntitle: Rad\nmember_since: 2020-01-01\n---\nx\n",
    );
    project.json("build");
    assert!(project.path("public/vik/bedrifter/rad/medlemsbevis/index.html").exists());
    assert_eq!(project.run("privacy withdraw vik/companies/rad").exit, 0);
    project.write(
        "content/vik/pages/about/index.nb.md",
        "---\ntitle: Om\naliases: [/bedrifter/rad/medlemsbevis/]\n---\nx\n",
    );
    assert_eq!(project.run("check --format json").codes(), ["G0917"]);
}

#[test]
fn withdraw_refuses_what_it_cannot_be_sure_of() {
    let project = project();
    project.write("content/vik/stories/kari/more/index.nb.md", "---\ntitle: M\ndate: 2026-01-05\n---\nx\n");
    let before = project.tree("content");
    let shared = project.run("privacy withdraw stories/kari --format json");
    assert_eq!((shared.codes(), shared.exit), (vec!["G0026".to_owned()], 2), "{}", shared.out);
    let unknown = project.run("privacy withdraw stories/karl");
    assert_eq!(unknown.exit, 2);
    assert!(unknown.err.contains("did you mean `stories/kari`?"), "{}", unknown.err);
    assert_eq!(project.tree("content"), before);
    assert!(!project.path(".globale/withdrawn.toml").exists());
    project.write(".globale/withdrawn.toml", "rubbish");
    let damaged = project.run("privacy withdraw stories/first --format json");
    assert_eq!((damaged.codes(), damaged.exit), (vec!["G0027".to_owned()], 2));
    assert_eq!(project.tree("content"), before);
    let built = project.run("check --format json");
    assert!(built.codes().contains(&"G0027".to_owned()), "a build does not forget in silence: {}", built.out);
}

#[test]
fn what_cannot_be_remembered_is_not_removed() {
    let project = project();
    // A file where the folder of what must not come back would stand.
    project.write(".globale", "in the way");
    let before = project.tree("content");
    let ran = project.run("privacy withdraw stories/kari");
    assert_eq!(ran.exit, 3, "{}", ran.out);
    assert!(
        ran.out.contains("Not removed; run the command again:") && ran.err.contains("G0024"),
        "{}",
        ran.out
    );
    assert_eq!(project.tree("content"), before);
    fs::remove_file(project.path(".globale")).expect("the file in the way");
    assert_eq!(project.run("privacy withdraw stories/kari").exit, 0);
    assert!(!project.path("content/vik/stories/kari").exists());
}

#[test]
fn nothing_is_removed_whose_addresses_cannot_be_known() {
    let project = project();
    project.edit("site.toml", "theme = \"plain\"", "theme = \"plane\"");
    let before = project.tree("content");
    for line in ["privacy withdraw stories/kari --dry-run", "privacy withdraw stories/kari"] {
        let ran = project.run(&format!("{line} --format json"));
        assert_eq!((ran.codes(), ran.exit), (vec!["G0901".to_owned()], 1), "{}", ran.out);
    }
    assert_eq!(project.tree("content"), before);
    assert!(!project.path(".globale/withdrawn.toml").exists());
    project.edit("site.toml", "theme = \"plane\"", "theme = \"plain\"");
    assert_eq!(project.run("privacy withdraw stories/kari").exit, 0);
    assert!(!project.read(".globale/withdrawn.toml").contains("addresses = []"));
}
