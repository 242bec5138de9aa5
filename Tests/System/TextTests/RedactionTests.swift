import Testing
import Text

@Suite struct `A vendor's words` {
    /// What vendors say, word for word, with what a reader needs of it.
    private static let readable: [String] = [
        "User: arn:aws:sts::123456789012:assumed-role/EksStack-PullpassRole1A2B3C4D5E6F7G8H-9I0JKLMNOPQR/pullpass is not authorized to "
            + "perform: ecr:GetAuthorizationToken on resource: * with an explicit deny in a service control policy: "
            + "arn:aws:organizations::123456789012:policy/o-abcdefghij/service_control_policy/p-9876543210",
        "No OpenIDConnect provider found in your account for "
            + "https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE",
        "Incorrect token audience",
        "AADSTS700213: No matching federated identity record found for presented assertion subject "
            + "'system:serviceaccount:pullpass:pullpass'. Check your federated identity credential Subject, Audience and Issuer against "
            + "the presented assertion. https://learn.microsoft.com/entra/workload-id/workload-identity-federation Trace ID: "
            + "0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e00 Correlation ID: 5e6f7a8b-5e6f-5e6f-5e6f-5e6f7a8b9c00 Timestamp: 2026-01-18 00:19:04Z",
        "AADSTS7000215: Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the "
            + "client secret ID, for a secret added to app '0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e00'.",
        "AADSTS70021: No matching federated identity record found for presented assertion. Assertion Issuer: "
            + "'https://eastus.oic.prod-aks.azure.com/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e00/5e6f7a8b-5e6f-5e6f-5e6f-5e6f7a8b9c00/'. "
            + "Assertion Subject: 'system:serviceaccount:pullpass:pullpass'. Assertion Audience: 'api://AzureADTokenExchange'.",
        "The audience in ID Token [//iam.googleapis.com/projects/123456789012/locations/global/workloadIdentityPools/Pool-1/providers/k8s] "
            + "does not match the expected audience.",
        "The audience in ID Token [registry-audience-2026-production-1] does not match the expected audience.",
        "Permission 'iam.serviceAccounts.getAccessToken' denied on resource (or it may not exist).",
        "Token expired: current date/time 1764412345 must be before the expiration date/time 1764412000",
        "Signature expired: 20261129T110000Z is now earlier than 20261129T110500Z (20261129T111000Z - 5 min.)",
        "The following trusted profile does not exist: Profile-0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e00",
        "Authorization failed or requested resource not found: ocid1.tenancy.oc1..aaaaaaaabcdefghijklmnopqrstuvwxyz234567abcdefghijklmnopqr",
        "access denied for sub repo:example/app1:environment:Production, service account robot$team+puller",
        "no such robot federation: issuer https://container.googleapis.com/v1/projects/my-project-1/locations/europe-west1/clusters/prod-1",
    ]

    private static let secrets: [String] = [
        "hunter2-hunter3",
        "Kx9/pQ+zT4==w",
        "correct horse battery staple",
        "pässwörd-ключ-42",
        "dckr_pat_Abc123Def456Ghi789Jkl0",
        "a\"b\\c/d&e<f>%41",
        "0123456789abcdef0123456789abcdef01234567",
        "eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ.eyJpc3MiOiJodHRwczovL2lzc3Vlci5leGFtcGxlIn0.c2lnbmF0dXJlLXNpZ25hdHVyZQ",
        "secret",
    ]

    @Test(arguments: readable)
    func `stand as they came where they hold no credential, whatever was sent`(text: String) {
        #expect(Redaction().line(text) == text)
        let line = Redaction(Self.secrets.dropLast()).line(text)
        #expect(line == text)
    }

    // MARK: What was sent

    private typealias Form = (name: String, write: @Sendable (String) -> String)

    /// How somebody may write a credential.
    private static let forms: [Form] = [
        ("plain", { $0 }),
        ("upper case", { $0.utf8.allSatisfy { $0 < 0x80 } ? $0.uppercased() : $0 }),
        ("base64", { Base64.encode(Array($0.utf8)) }),
        ("base64 with a user", { Base64.encode(Array("user:\($0)".utf8)) }),
        ("base64 with a longer user", { Base64.encode(Array("robot$x:\($0)".utf8)) }),
        ("base64 at the third place", { Base64.encode(Array("ab\($0)".utf8)) }),
        ("base64 for URLs", { Base64.encodeURL(Array($0.utf8)) }),
        ("hexadecimal", { Hexadecimal.encode($0.utf8) }),
        ("url-encoded", { PercentEncoding.encode($0) }),
        ("url-encoded twice", { PercentEncoding.encode(PercentEncoding.encode($0)) }),
        ("base64, url-encoded", { PercentEncoding.encode(Base64.encode(Array($0.utf8))) }),
        ("JSON in a text", { $0.quotedJSON(.ascii) }),
        ("JSON in JSON", { $0.quotedJSON(.ascii).quotedJSON() }),
        (
            "XML",
            { text in
                text.unicodeScalars.map { "&<>\"'".unicodeScalars.contains($0) ? "&#\($0.value);" : "\($0)" }.joined()
            }
        ),
        ("line ends", { text in text.map { "\($0)\r\n" }.joined() }),
        ("broken at the fourth", { "\($0.prefix(4))\n  \($0.dropFirst(4))" }),
        ("line ends as escapes", { "\($0.prefix(5))\\n\($0.dropFirst(5))" }),
        ("nobody sees what is between", { text in text.map { "\($0)\u{200B}" }.joined() }),
        ("colours between", { text in text.map { "\($0)\u{1B}[0m" }.joined() }),
    ]

    /// What may stand around it.
    private static let surroundings: [(String, String)] = [
        ("", ""), ("what is '", "'?"), ("token=", "&x=1"), ("{\"password\":\"", "\"}"), ("é", "é"),
    ]

    @Test(arguments: secrets)
    func `hold nothing of what was sent, in any form`(secret: String) {
        let redaction = Redaction(["another", secret])
        let arn = "arn:aws:iam::123456789012:role/puller"
        for form in Self.forms {
            for (before, after) in Self.surroundings {
                let text =
                    "\(arn): \(before)\(form.write(secret))\(after) for https://issuer.example/a, aud sts.amazonaws.com"
                let line = redaction.line(text)
                #expect(!Self.holds(line, secret), "\(form.name): \(line)")
                #expect(line.hasPrefix(arn), "\(form.name): \(line)")
                #expect(line.hasSuffix("https://issuer.example/a, aud sts.amazonaws.com"), "\(form.name): \(line)")
                #expect(line.contains(Redaction.mark), "\(form.name): \(line)")
            }
        }
    }

    @Test(arguments: secrets)
    func `hold no beginning of it from six characters on, and no longer piece`(secret: String) {
        let redaction = Redaction([secret])
        for length in 6...max(6, secret.count) {
            for end in ["", "…", "...", "***", "' is unknown"] {
                let line = redaction.line("the token '\(secret.prefix(length))\(end)")
                #expect(!Self.holds(line, String(secret.prefix(length))), "\(length): \(line)")
            }
        }
        guard secret.utf8.count >= 20 else { return }
        for start in 1..<(secret.count - 15) {
            let piece = String(secret.dropFirst(start).prefix(16))
            #expect(!Self.holds(redaction.line("…\(piece)…"), piece))
        }
    }

    /// Whether a text shows a credential to somebody who reads it without minding white space and case.
    private static func holds(_ line: String, _ secret: String) -> Bool {
        func plain(_ text: String) -> String { String(text.lowercased().filter { !$0.isWhitespace }) }
        let line = plain(line)
        let secret = plain(secret)
        return line.contains(secret) || line.contains(plain(PercentEncoding.encode(secret)))
            || secret.utf8.count >= 9 && line.contains(plain(Base64.encode(Array(secret.utf8))))
    }

    @Test func `hold nothing of a key file nor of a login in Base64, but its names`() {
        let key =
            #"{"type":"service_account","project_id":"my-project","private_key_id":"0a1b2c3d4e5f","#
            + #""private_key":"-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0B\n-----END PRIVATE KEY-----\n","#
            + #""client_email":"puller@my-project.iam.gserviceaccount.com"}"#
        let line = Redaction([key]).line(
            "key 0a1b2c3d4e5f of puller@my-project.iam.gserviceaccount.com in my-project: MIIEvQIBADANBgkqhkiG9w0B"
        )
        #expect(line == "key <redacted> of puller@my-project.iam.gserviceaccount.com in my-project: <redacted>")
        let login = Base64.encode(Array("robot$puller:s3cr3t-tail".utf8))
        #expect(Redaction([login]).line("robot$puller sent s3cr3t-tail") == "robot$puller sent <redacted>")
    }

    @Test(arguments: [
        ("{s3cret-in-braces", "{s3cret-in-braces"), ("{\"a\":\"b\"}", "{\"a\":\"b\"}"), ("{\"a\":17}", "{\"a\":17}"),
        ("\u{FEFF}t0ken-x", "t0ken-x"), ("t0k\u{200B}en-x", "t0ken-x"), ("t0k\u{1B}[31men-x", "t0ken-x"),
        ("t0k\u{1B}[31men-x", "t0k[31men-x"),
    ])
    func `hold nothing of what only begins like a document, nor of what nobody sees all of`(
        secret: String,
        shown: String
    ) {
        let redaction = Redaction([secret])
        #expect(redaction.line("what is \(shown)? for jane") == "what is <redacted>? for jane")
        #expect(redaction.line("what is \(secret)? for jane") == "what is <redacted>? for jane")
    }

    @Test(arguments: [
        ("dcr/4+x", "50%dcr%2F4%2Bx"), ("dcr/4+x", "50%dcr%252F4%252Bx"),
        ("4e/dcr+abc/12", "at 50%4e%2Fdcr%2Babc%2F12"),
        ("nab\"dc", "C:\\nab\\\"dc"), ("u00e9\"d", "C:\\u00e9\\\"d"), ("x41y\"z", "\\x41y\\\"z"),
        ("lt;\"ab&", "A&lt;&quot;ab&amp;"), ("#65;<b>", "A&#65;&lt;b&gt;"), ("t/ab\"c", "%5Ct%2Fab%5C%22c"),
    ])
    func `hold none that begins behind a sign as if it were escaped`(secret: String, text: String) {
        let line = Redaction([secret]).line(text)
        #expect(line.hasSuffix("<redacted>"), "\(line)")
    }

    @Test func `hold short credentials only as parts of words`() {
        let redaction = Redaction(["tea", "x", ""])
        #expect(redaction.line("no tea for team 'tea', exactly") == "no <redacted> for team '<redacted>', exactly")
    }

    // MARK: What was not sent

    @Test(arguments: [
        ("got eyJhbGciOiJub25lIn0.e30.c2ln!", "got <redacted>!"),
        ("got eyJhbG...", "got <redacted>"),
        ("body [123 34 115 51 99 114 101 116 34 125] is no JSON", "body [<redacted>] is no JSON"),
        ("body [123, 34, 115, 51, 99, 114, 101, 116]", "body [<redacted>]"),
        ("error codes [50126 700016 1 2 3 4 5 6 7]", "error codes [50126 700016 1 2 3 4 5 6 7]"),
        ("header.eyJzdWIiOiJ4In0 x", "header.<redacted> x"),
        ("Authorization: Bearer abc123def456", "Authorization: Bearer <redacted>"),
        ("Authorization: Basic cm9ib3Q6cGFzc3dvcmQ=", "Authorization: Basic <redacted>"),
        (
            #"{"username":"jane","password":"opensesame","auth":"amFuZTpvcGVuc2VzYW1l"}"#,
            #"{"username":"jane","password":"<redacted>","auth":"<redacted>"}"#
        ),
        (#"{\"refreshToken\":\"0123abcd\"}"#, #"{\"refreshToken\":\"<redacted>\"}"#),
        ("password=opensesame&user=jane", "password=<redacted>&user=jane"),
        ("client_secret = 'open sesame' for jane", "client_secret = '<redacted>' for jane"),
        ("AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "AWS_SECRET_ACCESS_KEY=<redacted>"),
        ("invalid secret wJalrXUtnFEMI/K7MDENG1 given", "invalid secret <redacted> given"),
        ("cannot clone https://jane:opensesame@git.example.com/a", "cannot clone https://<redacted>@git.example.com/a"),
        ("GET https://example.com/?sig=abc%2Fdef&x=1", "GET https://example.com/?sig=<redacted>&x=1"),
        ("used ghp_0123456789abcdefABCDEF", "used <redacted>"),
        ("used glpat-abcdefghijklmnop", "used <redacted>"),
        ("session IQoJb3JpZ2luX2VjEXAMPLE//// ended", "session <redacted> ended"),
        (
            "-----BEGIN RSA PRIVATE KEY----- MIIabc -----END RSA PRIVATE KEY-----",
            "<redacted>-----END RSA PRIVATE KEY-----"
        ),
        ("value \(String(repeating: "x", count: 90)) was sent", "value <redacted> was sent"),
        ("value Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFy1 was sent", "value <redacted> was sent"),
    ])
    func `hold nothing that looks like a credential`(text: String, line: String) {
        #expect(Redaction().line(text) == line)
    }

    @Test func `are done with soon, however long they and the credentials are`() {
        let redaction = Redaction([String(repeating: "s3cr3t/", count: 100_000), String(repeating: "a", count: 5000)])
        for text in [
            String(repeating: "a", count: 1 << 20), String(repeating: "%25", count: 1 << 18),
            String(repeating: "token=", count: 1 << 18), String(repeating: "eyJ ", count: 1 << 18),
            String(repeating: "\\u0026#38;", count: 1 << 18), String(repeating: "://@", count: 1 << 18),
        ] {
            #expect(redaction.line(text).unicodeScalars.count <= Printable.longestLine + 1)
        }
    }

    @Test func `are not printed with the credentials that are looked for`() {
        let redaction = Redaction(["hunter2-hunter3"])
        var text = "\(redaction)"
        dump(redaction, to: &text)
        #expect(!text.contains("hunter2"))
    }
}
