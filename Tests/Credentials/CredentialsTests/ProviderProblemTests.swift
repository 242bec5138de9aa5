import Credentials
import Testing

@Suite struct `What a provider says about a failure` {
    @Test(
        arguments: [
            (#"{"error":"invalid_grant","error_description":"no such account"}"#, "invalid_grant", "no such account"),
            (
                #"{"error":"invalid_client","error_description":"a\r\nTrace ID: 1","error_codes":[700213]}"#,
                "invalid_client, AADSTS700213", "a Trace ID: 1"
            ),
            (
                #"{"error":{"status":"PERMISSION_DENIED","code":403,"message":"not allowed"}}"#, "PERMISSION_DENIED",
                "not allowed"
            ),
            (#"{"errors":[{"code":"UNAUTHORIZED","message":"log in"}]}"#, "UNAUTHORIZED", "log in"),
            (#"{"errors":[{"status":403,"message":"no mapping"}]}"#, nil, "no mapping"),
            (#"{"errors":["first problem","second"]}"#, nil, "first problem"),
            (#"{"errorCode":"BXNIM0415E","errorMessage":"no key"}"#, "BXNIM0415E", "no key"),
            (#"{"code":"NotAuthenticated","message":"no"}"#, "NotAuthenticated", "no"),
            (#"{"error":"the robot does not exist"}"#, nil, "the robot does not exist"),
            (#"{"message":"Bad credentials","documentation_url":"https://docs.example"}"#, nil, "Bad credentials"),
            (#"{"detail":"no such service"}"#, nil, "no such service"), (#"{"detail":"hunter2"}"#, nil, nil),
            (#"{"error_message":"a \"quoted\" word"}"#, nil, "a \"quoted\" word"),
            ("unauthorized: incorrect username\n", nil, "unauthorized: incorrect username"), ("hunter2", nil, nil),
            ("<html><head><TITLE>403 Forbidden by proxy</TITLE></head>hunter2</html>", nil, "403 Forbidden by proxy"),
            ("<html>hunter2 hunter2</html>", nil, nil), (#"{"error":["#, nil, nil), ("", nil, nil),
            ("\u{FF}", nil, nil), ("[]", nil, nil),
        ] as [(String, String?, String?)]
    )
    func `is read in every form, and single words of no form are not`(body: String, code: String?, message: String?) {
        let problem = ProviderProblem(body: Array(body.utf8)).hiding([])
        #expect(problem.code == code)
        #expect(problem.message == message)
    }

    @Test func `is whole, but for what was sent`() {
        let words =
            String(repeating: "the issuer https://issuer.example/a is unknown; ", count: 15) + "sent was 's3cr3t-value'"
        let problem = ProviderProblem(body: Array(#"{"error":"invalid","error_description":"\#(words)"}"#.utf8))
        let shown = problem.hiding(["s3cr3t-value"])
        #expect(shown.message == words.replacing("s3cr3t-value", with: "<redacted>"))
        #expect((shown.message?.count ?? 0) > 500)
    }

    @Test func `has a short code`() {
        let code = String(repeating: "a", count: 60) + ".s3cr3t-value." + String(repeating: "b", count: 60)
        let shown = ProviderProblem(body: Array(#"{"error":"\#(code)"}"#.utf8)).hiding(["s3cr3t-value"])
        #expect(
            shown.code == String(repeating: "a", count: 60) + ".<redacted>." + String(repeating: "b", count: 8) + "…"
        )
    }
}
