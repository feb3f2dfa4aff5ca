use super::source;
#[test]
fn scratch() {
    let mut files: Vec<_> = std::fs::read_dir("/tmp/w/rules-scratch").unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    for path in files {
        let text = std::fs::read_to_string(&path).unwrap();
        let read = source::check(&text, &asl_document::TemplateChoice::default(), asl_lang::WorkflowType::Standard);
        println!(
            "=== {} machine {} form {:?} events {:?}",
            path.file_name().unwrap().to_string_lossy(),
            read.machine.is_some(),
            read.form.as_ref().map(|f| f.kinds.clone()),
            read.events.as_ref().map(|s| (
                s.buses.len(),
                s.rules.len(),
                s.destinations.len(),
                s.rules
                    .iter()
                    .flat_map(|r| r.targets.iter().map(|t| format!("{:?} {:?}", t.kind, t.permission)))
                    .collect::<Vec<_>>()
            ))
        );
        for one in &read.diagnostics {
            let line = text[..one.span.start as usize].lines().count();
            if one.code.as_str().starts_with("ASL07") || path.to_string_lossy().contains("article") {
                println!(
                    "   {line} {} {} {:?} | {}",
                    one.code,
                    one.severity.word(),
                    one.span.slice(&text).chars().take(40).collect::<String>(),
                    one.message()
                );
            }
        }
        if path.to_string_lossy().contains("article") {
            println!("   lacking {:?}", read.permissions.lacking().iter().map(|p| p.action).collect::<Vec<_>>());
        }
    }
}
