import Configuration
import Testing

@Suite("Configuration: status")
struct StatusSettingsTests {
    private static func read(_ status: String) -> Configuration.Reading {
        let text = """
            apiVersion: pullpass.dev/v1alpha1
            kind: Configuration
            registries:
              - name: a
                matchImages: ["a.example"]
            \(status)
            """
        return Configuration.parse(Array(text.utf8), file: "c.yaml", mode: .standalone, kinds: [])
    }

    @Test(
        "The page is off unless it is switched on",
        arguments: [
            ("", false), ("status: {}", false), ("status: { page: false }", false), ("status: { page: true }", true),
        ]
    )
    func page(text: String, isOn: Bool) {
        #expect(Self.read(text).configuration?.status.page == isOn)
    }

    @Test(
        "What is no truth value, and keys that there are none of, are errors with their path",
        arguments: [
            ("status: { page: maybe }", "status.page"), ("status: { site: true }", "status.site"),
            ("status: on", "status"),
        ]
    )
    func errors(text: String, path: String) {
        let reading = Self.read(text)
        #expect(reading.configuration == nil)
        #expect(reading.errors.map(\.keyPath) == [path])
    }
}
