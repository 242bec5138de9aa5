import Configuration
import Testing

@Suite struct `Variables that hold credentials` {
    @Test func `are known to every registry, whichever names them`() throws {
        let reading = parse(
            """
            apiVersion: pullpass.dev/v1alpha1
            kind: Configuration
            registries:
              - name: first
                matchImages: [r.example.com]
                credentials: { exec: { command: /plugin, env: [{ name: TOKEN, env: FIRST_TOKEN }, { name: X, value: x }] } }
              - name: second
                matchImages: [s.example.com]
                credentials: { basic: { username: { env: SECOND_USER }, password: { env: AWS_SECRET_ACCESS_KEY } } }
            """
        )
        let configuration = try reading.get()
        let expected: Set = ["FIRST_TOKEN", "SECOND_USER", "AWS_SECRET_ACCESS_KEY"]
        #expect(configuration.credentialVariables == expected)
        #expect(configuration.registries.map(\.withheldVariables) == [expected, expected])
    }
}
