import Images
import Testing

struct CredentialFlawTests {
    private func flaw(_ username: String, _ password: String) -> String? {
        CredentialFlaw(of: DockerCredential(username: username, password: password))
            .map { "\($0.reason(ofEntry: "r.example.com")): \($0.fix)" }
    }

    private static let key = "{\n  \"type\": \"service_account\"\r\n}"

    @Test(arguments: [
        ("u", "p q"), ("$oauthtoken", "nvapi-x"), ("_json_key", key), ("_json_key", key + "\n"),
        ("_json_key", "{\"a\":1}\n"),
        ("_json_key_base64", "eyJ0eXBl\nIjoieCJ9\n"), ("_json_key_base64", "eyJ0eXBlIjoieCJ9"), ("<token>", "t"),
        ("robot$x", "a:b"),
        ("00000000-0000-0000-0000-000000000000", "t"), ("", ""),
    ])
    func `what some registry takes is left alone`(username: String, password: String) {
        #expect(flaw(username, password) == nil)
    }

    @Test(arguments: [
        (
            "puller", "s3cret\n",
            "the password of the entry r.example.com ends in a line break: write it with printf instead of echo"
        ),
        (
            "puller\n", "s",
            "the user name of the entry r.example.com ends in a line break: write it with printf instead of echo"
        ),
        ("puller", "user\nsecret", "the password of the entry r.example.com has a line break in it"),
        ("puller", "s\u{200B}", "ends in an invisible character (U+200B, a space of no width)"),
        ("\u{FEFF}puller", "s", "U+FEFF"),
        ("a:b", "s", "has a ':', which ends a user name in HTTP"), ("", "s", "has no user name"),
        ("u", "", "has no password"),
        ("u", "${PASSWORD}", "is a placeholder of the form ${…}"),
        ("{{ user }}", "s", "the user name of the entry r.example.com is a placeholder"),
        ("<username>", "s", "is a placeholder"), ("u", "<token>", "is a placeholder"),
        ("_json_key_base64", "eyJ0\u{0}", "U+0000"),
    ])
    func `what none takes is told`(username: String, password: String, text: String) {
        #expect(flaw(username, password)?.contains(text) == true, "\(flaw(username, password) ?? "nothing")")
    }
}
