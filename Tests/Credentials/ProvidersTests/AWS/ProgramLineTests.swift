import Testing

@testable import Providers

@Suite struct `A command line of a file` {
    @Test(
        arguments: [
            ("A=1 B='x y' prog a=1 b", ["A": "1", "B": "x y"], "prog", ["a=1", "b"]), ("prog", [:], "prog", []),
            ("A=1 A=2 prog", ["A": "2"], "prog", []), ("1A=2 x", [:], "1A=2", ["x"]), ("=x y", [:], "=x", ["y"]),
            ("A= prog", ["A": ""], "prog", []), ("A=1", ["A": "1"], nil, []), ("./a-b=c x", [:], "./a-b=c", ["x"]),
            ("A=\u{301}b prog", ["A": "\u{301}b"], "prog", []),
        ] as [(String, [String: String], String?, [String])]
    )
    func `is taken as a shell takes it, variables in front`(
        _ text: String,
        _ variables: [String: String],
        _ program: String?,
        _ arguments: [String]
    ) throws {
        let line = ProgramLine(try #require(CredentialProcess.words(text)))
        #expect(line.variables == variables && line.program == program && line.arguments == arguments)
    }

    @Test(arguments: [
        ("/usr/bin/vault-aws", "/usr/bin/vault-aws"), ("VAULT_TOKEN=hunter2", "VAULT_TOKEN=<redacted>"),
        ("hvs.CAESIJlU02LQZq-hunter2", "<redacted>"),
    ])
    func `shows of its program no credential`(program: String, shown: String) {
        #expect(ProgramLine.shown(program) == shown)
    }
}
