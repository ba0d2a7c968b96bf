def sub(p,a,b,n=1):
    s=open(p).read(); assert a in s,(p,a); s=s.replace(a,b,n); open(p,'w').write(s)
sub('src/config/mod.rs',"OutgoingSettings, Settings,\n    SmtpSettings, Team,","OutgoingSettings, RetentionSettings,\n    Settings, SmtpSettings, Team,")
f='src/config/server.rs'
sub(f,"OutgoingSettings, SmtpSettings}","OutgoingSettings, RetentionSettings, SmtpSettings}") if "OutgoingSettings, SmtpSettings}" in open(f).read() else sub(f,"OutgoingSettings,","OutgoingSettings, RetentionSettings,")
sub(f,"    pub figures: FigureSettings,\n","    pub figures: FigureSettings,\n    pub retention: RetentionSettings,\n    pub theme: Option<PathBuf>,\n")
sub(f,"""    let server = Server {
        address_register,""","""    let mut desk = root.child("desk", "[desk]", findings);
    let theme = desk.optional("theme", findings, |node| folder.existing(node));
    desk.finish(findings);
    let server = Server {
        theme,
        address_register,""")
sub(f,"        figures: figures(&mut root, findings),\n","        figures: figures(&mut root, findings),\n        retention: retention(&mut root, findings),\n")
sub(f,"/// 0: no limit.\nfn limit(","""/// 0: for ever.
fn retention(root: &mut Section<'_>, findings: &mut Findings) -> RetentionSettings {
    let mut section = root.child("retention", "[retention]", findings);
    let mut term = |key, default| {
        let days = section.optional(key, findings, number_within(0_i64, 36_600)).unwrap_or(default);
        (days > 0).then_some(days)
    };
    let settings = RetentionSettings { closed_days: term("closed_days", 365), holding_days: term("holding_days", 90) };
    section.finish(findings);
    settings
}

/// 0: no limit.
fn limit(""")
sub('src/config/load.rs',"        figures: server.figures,\n","        figures: server.figures,\n        retention: server.retention,\n        theme: server.theme,\n")
sub('tests/bad_configs/01-unknown-key/expected-error',"texts, addresses, http, smtp, identity, outgoing, household, limits, acknowledge, figures","texts, addresses, desk, http, smtp, identity, outgoing, household, limits, acknowledge, figures, retention")
