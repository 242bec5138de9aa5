internal import Text

/// The report as one page: made on the server, readable without any script, and with nothing from elsewhere.
package enum StatusPage {
    /// The policy that the page is to be served with; `styleHash` is the SHA-256 of ``style`` in Base64.
    ///
    /// The page has nothing that makes it load itself anew; a field `Refresh` of the answer does.
    package static func policy(styleHash: String) -> String {
        "default-src 'none'; style-src 'sha256-\(styleHash)'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    }

    /// The page of a report, in UTF-8.
    package static func html(_ report: StatusReport) -> [UInt8] {
        var page = HTMLWriter()
        page.markup(
            "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><meta name=\"color-scheme\" content=\"light dark\"><title>Pullpass"
        )
        if !report.isFine { page.markup(": look") }
        page.markup("</title><style>")
        page.text(style)
        page.markup("</style></head><body>\n")
        page.head(of: report)
        page.facts(of: report)
        page.registries(of: report)
        page.namespaces(of: report)
        page.pods(of: report)
        page.callers(of: report)
        page.events(of: report)
        page.markup("<footer>")
        page.text("Pullpass \(report.version). Made at \(report.madeAt.whole). ")
        page.markup("The same as JSON: <a href=\"status\">status</a></footer></body></html>\n")
        return page.bytes
    }

    /// What the page looks like; it must not hold what HTML escapes, since its hash is that of the text between the tags.
    package static let style = """
        :root{color-scheme:light dark;--ink:#1c2230;--dim:#5b6475;--back:#f6f7f9;--card:#fff;--line:#dde1e8;--good:#1a7f4b;--bad:#b3261e;--wait:#8a5a00;--fill:#2f6fde}\
        @media (prefers-color-scheme:dark){:root{--ink:#e6e9ef;--dim:#9aa4b5;--back:#12151b;--card:#1b1f27;--line:#303642;--good:#52c98a;--bad:#ff8a80;--wait:#e8b44c;--fill:#6ea0ff}}\
        *{box-sizing:border-box}\
        body{margin:0 auto;padding:1.2rem;max-width:76rem;background:var(--back);color:var(--ink);font:15px/1.45 system-ui,sans-serif}\
        h1{font-size:1.3rem;margin:0}h2{font-size:1rem;margin:1.6rem 0 .5rem}\
        header{display:flex;flex-wrap:wrap;gap:.4rem 1rem;align-items:baseline}\
        .dim,footer,th{color:var(--dim)}.good{color:var(--good)}.bad{color:var(--bad)}.wait{color:var(--wait)}\
        .badge{font-weight:600}\
        dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem;margin:1rem 0 0;padding:.8rem 1rem;background:var(--card);border:1px solid var(--line);border-radius:8px}\
        dt{color:var(--dim)}dd{margin:0;overflow-wrap:anywhere}\
        .scroll{overflow-x:auto;background:var(--card);border:1px solid var(--line);border-radius:8px}\
        table{border-collapse:collapse;width:100%}\
        th,td{text-align:left;padding:.4rem .7rem;border-top:1px solid var(--line);vertical-align:top;overflow-wrap:break-word}\
        tr:first-child th{border-top:0;font-weight:500}.more td{border-top:0;padding-top:0}.registries td:nth-child(n+2){white-space:nowrap}\
        td small{display:block;color:var(--dim)}\
        svg{display:block;width:9rem;height:.5rem;margin-top:.35rem;border-radius:4px;background:var(--line)}\
        rect{fill:var(--fill)}rect.low{fill:var(--wait)}rect.over{fill:var(--bad)}\
        footer{margin-top:1.6rem;font-size:.85rem}a{color:var(--fill)}
        """
}

extension HTMLWriter {
    fileprivate mutating func head(of report: StatusReport) {
        markup("<header><h1>Pullpass</h1>")
        if report.isFine { span("badge good", StatusWords.fine) } else { span("badge bad", StatusWords.notFine) }
        span("dim", StatusWords.view(of: report))
        markup("</header>\n")
    }

    fileprivate mutating func facts(of report: StatusReport) {
        markup("<dl>")
        for fact in StatusWords.facts(of: report) {
            markup("<dt>")
            text(fact.name)
            markup("<dd>")
            text(fact.words)
            if let problem = fact.problem {
                markup(" ")
                span("bad", problem)
            }
            markup("\n")
        }
        for problem in report.problems {
            markup("<dt>Problem<dd>")
            span("bad", problem)
            markup("\n")
        }
        markup("</dl>\n")
    }

    fileprivate mutating func registries(of report: StatusReport) {
        markup(
            "<h2>Registries</h2>\n<div class=\"scroll\"><table class=\"registries\"><tr><th>Registry<th>Credential<th>Life<th>Next fetch<th>Secrets<th>Missing\n"
        )
        for registry in report.registries {
            markup("<tr><td>")
            text(registry.name)
            markup("<small>")
            text(registry.matchImages.prefix(3).joined(separator: ", ") + (registry.matchImages.count > 3 ? ", …" : ""))
            markup("</small><td>")
            if registry.readiness == .ready {
                span(registry.lastError == nil ? "badge good" : "badge wait", StatusWords.readiness(of: registry))
            } else {
                span("badge bad", StatusWords.readiness(of: registry))
            }
            markup("<small>")
            text(registry.kind)
            markup("</small>")
            markup("<td>")
            text(StatusWords.life(of: registry, at: report.madeAt))
            if let left = registry.lifeLeft(at: report.madeAt) { bar(left) }
            cell(StatusWords.nextFetch(of: registry, at: report.madeAt))
            markup("<td>")
            text(StatusWords.copies(registry.copies))
            if let copies = registry.copies, copies.wanted > 0 {
                bar(copies.present * 1000 / copies.wanted, isLife: false)
            }
            cell(StatusWords.missing(registry.copies))
            if let error = registry.lastError {
                markup("<tr class=\"more\"><td colspan=\"6\"><span class=\"bad\">")
                text(error)
                markup("</span>")
            }
            markup("\n")
        }
        markup("</table></div>\n")
    }

    /// A bar of so many parts of a thousand.
    private mutating func bar(_ parts: Int, isLife: Bool = true) {
        markup("<svg aria-hidden=\"true\"><rect height=\"100%\" width=\"")
        // A little of it is always to be seen.
        number(max(parts / 10, 2))
        markup("%\"")
        if isLife, parts == 0 {
            markup(" class=\"over\"")
        } else if isLife ? parts < 200 : parts < 1000 {
            markup(" class=\"low\"")
        }
        markup("/></svg>")
    }

    fileprivate mutating func namespaces(of report: StatusReport) {
        markup("<h2>Namespaces that are not right</h2>\n")
        guard !report.namespaces.isEmpty else {
            return paragraph(
                report.view == .replica ? "Only the leader knows who has what." : "None that Pullpass knows of."
            )
        }
        markup("<div class=\"scroll\"><table><tr><th>Namespace<th>Secret<th>Why\n")
        for namespace in report.namespaces {
            for lack in namespace.lacks {
                markup("<tr>")
                cell(namespace.name)
                cell(lack.secretName)
                cell(lack.reason.words)
                markup("\n")
            }
            if let slip = namespace.labelSlip {
                markup("<tr>")
                cell(namespace.name)
                cell("")
                cell(StatusWords.slip(slip))
                markup("\n")
            }
        }
        markup("</table></div>\n")
        if report.furtherNamespaces > 0 { paragraph(StatusWords.further(report.furtherNamespaces)) }
    }

    fileprivate mutating func pods(of report: StatusReport) {
        guard report.view != .standalone else { return }
        markup("<h2>Pods that cannot pull</h2>\n")
        guard let pods = report.pods else {
            return paragraph(
                report.view == .replica
                    ? "Only the leader looks at Pods."
                    : "Nobody has looked: the leader does where heal is on, and pullpass status with your rights."
            )
        }
        if pods.named.isEmpty {
            paragraph("None that Pullpass knows of.")
        } else {
            markup("<div class=\"scroll\"><table><tr><th>Namespace<th>Pod<th>Secret<th>Made<th>Why\n")
            for pod in pods.named {
                markup("<tr>")
                cell(pod.namespace)
                cell(pod.name)
                cell(pod.secretName)
                cell(StatusWords.since(pod, at: report.madeAt))
                cell(pod.cause.words)
                markup("\n")
            }
            markup("</table></div>\n")
        }
        if let further = StatusWords.further(pods) { paragraph(further) }
    }

    fileprivate mutating func callers(of report: StatusReport) {
        guard report.view != .command, report.webhook.engine == "webhook" else { return }
        markup("<h2>Callers that were refused, or refused us, at this replica</h2>\n")
        guard !report.webhook.refusedCallers.isEmpty else { return paragraph("None.") }
        markup("<div class=\"scroll\"><table><tr><th>Caller<th>What ended it<th>Times<th>Last\n")
        for caller in report.webhook.refusedCallers {
            markup("<tr>")
            cell(caller.address)
            cell(caller.reason)
            cell("\(caller.count)")
            cell(TimeWords.distance(to: caller.last, from: report.madeAt))
            markup("\n")
        }
        markup("</table></div>\n")
    }

    fileprivate mutating func events(of report: StatusReport) {
        markup("<h2>Recent Events</h2>\n")
        guard !report.events.isEmpty else { return paragraph("None that this replica has told since it started.") }
        markup("<div class=\"scroll\"><table><tr><th>When<th>Reason<th>Object<th>Message\n")
        for event in report.events {
            markup("<tr>")
            cell(
                TimeWords.distance(to: event.time, from: report.madeAt) + (event.count > 1 ? " (\(event.count)×)" : "")
            )
            markup("<td>")
            if event.isWarning { span("wait", event.reason) } else { text(event.reason) }
            cell(event.object)
            cell(event.message)
            markup("\n")
        }
        markup("</table></div>\n")
    }

    private mutating func paragraph(_ words: String) {
        markup("<p class=\"dim\">")
        text(words)
        markup("</p>\n")
    }
}
