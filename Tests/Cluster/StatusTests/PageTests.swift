import Status
import Testing

@Suite("Status: the page")
struct PageTests {
    private static func page(_ report: StatusReport) -> String {
        String(decoding: StatusPage.html(report), as: UTF8.self)
    }

    @Test("It needs no script, nothing from elsewhere, and no style but its own")
    func selfContained() {
        let page = Self.page(SampleReport.poor())
        for word in [
            "<script", "javascript:", "http:", "https:", "src=", "@import", "url(", " style=", " onclick", "<link",
        ] {
            #expect(!page.contains(word), "\(word)")
        }
        #expect(page.hasPrefix("<!doctype html>"))
        #expect(page.contains("<style>\(StatusPage.style)</style>"))
        #expect(page.contains("prefers-color-scheme:dark"))
        #expect(
            StatusPage.policy(styleHash: "X")
                == "default-src 'none'; style-src 'sha256-X'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        )
    }

    @Test("The style holds nothing that is escaped, so that its hash is that of what stands in the page")
    func style() { #expect(!StatusPage.style.contains { "&<>\"'\n".contains($0) }) }

    @Test("What others have written is text, wherever it stands")
    func escaping() {
        let evil = "<script>alert(1)</script>\"'&"
        var report = SampleReport.poor()
        report.namespace = evil
        report.version = evil
        report.leader.identity = evil
        report.problems = [evil]
        report.registries[1].name = evil
        report.registries[1].kind = evil
        report.registries[1].matchImages = [evil]
        report.registries[1].lastError = evil
        report.namespaces[0].name = evil
        report.namespaces[0].lacks[0].secretName = evil
        report.namespaces[1].labelSlip = evil
        report.pods?.named[0].namespace = evil
        report.pods?.named[0].name = evil
        report.pods?.named[0].secretName = evil
        report.events[0].reason = evil
        report.events[0].object = evil
        report.events[0].message = evil
        report.webhook.problem = evil
        report.webhook.registrations = [evil]
        report.webhook.refusedCallers[0].address = evil
        report.webhook.refusedCallers[0].reason = evil
        report.configuration?.problem = evil
        let page = Self.page(report)
        #expect(!page.contains("<script") && !page.contains("alert(1)</script>\""))
        #expect(page.split(separator: "&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;").count > 15)
    }

    @Test(
        "A life is a bar as long as what is left of it, of another colour near its end and past it",
        arguments: [
            ("2026-05-01T12:00:00Z", #"<rect height="100%" width="75%"/>"#),
            ("2026-05-01T19:00:00Z", #"<rect height="100%" width="16%" class="low"/>"#),
            ("2026-05-01T22:00:00Z", #"<rect height="100%" width="2%" class="over"/>"#),
        ]
    )
    func bars(time: String, bar: String) {
        var report = SampleReport.fine()
        report.madeAt = SampleReport.time(time)
        #expect(Self.page(report).contains(bar))
    }

    @Test("It says what every section has to say, and where there is nothing says that")
    func sections() {
        let poor = Self.page(SampleReport.poor())
        for words in [
            "something needs a hand", "3 no_credential", "somebody else&#39;s Secret has the name", "and 2 more",
            "refuses the certificate: unknown_ca", "ForeignSecret", "10 min ago (3×)",
            "<td>web-1<td>pullpass-ecr<td>2 h ago<td>it was made without the Secret", "and 3 more; not all Pods",
            "<title>Pullpass: look</title>",
        ] { #expect(poor.contains(words), "\(words)") }
        let fine = Self.page(SampleReport.fine())
        for words in [
            "all as it should be", "None that Pullpass knows of.", "<p class=\"dim\">None.</p>",
            "<title>Pullpass</title>",
        ] {
            #expect(fine.contains(words), "\(words)")
        }
        var replica = SampleReport.fine()
        replica.view = .replica
        #expect(Self.page(replica).contains("ask pullpass-7d9f-x2v for the rest"))
        #expect(Self.page(replica).contains("Only the leader knows who has what."))
        #expect(Self.page(replica).contains("Only the leader looks at Pods."))
        #expect(fine.contains("Nobody has looked: the leader does where heal is on"))
    }
}
