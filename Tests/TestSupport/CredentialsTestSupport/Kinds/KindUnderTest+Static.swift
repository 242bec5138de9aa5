import Configuration
import Credentials

extension KindUnderTest {
    /// Kinds that differ from `basic` in their names, their keys and the advice.
    static let named = [
        KindUnderTest(
            name: "dockerHub",
            lines:
                "matchImages: [docker.io]\ncredentials: { dockerHub: { username: { env: U }, token: { file: /t } } }",
            otherLines:
                "matchImages: [docker.io]\ncredentials: { dockerHub: { username: { env: V }, token: { file: /t } } }",
            environment: ["U": "hunter2-u"],
            files: ["/t": "dckr_pat_hunter2-hunter2-hunter2\n"],
            attempts: ["hunter2-u", ""],
            image: "team/x:1"
        ),
        KindUnderTest(
            name: "harbor",
            lines: lines(
                "harbor: { username: { value: 'robot$hunter2' }, secret: { secretKeyRef: { name: h, key: s } } }"
            ),
            otherLines: lines(
                "harbor: { username: { value: 'robot$hunter2' }, secret: { secretKeyRef: { name: h, key: t } } }"
            ),
            secrets: ["h": .opaque(["s": "hunter2-s"])],
            attempts: ["robot$hunter2", ""]
        ),
        KindUnderTest(
            name: "gitlab",
            lines: lines("gitlab: { username: { value: hunter2-u }, token: { secretKeyRef: { name: g, key: t } } }"),
            otherLines: lines(
                "gitlab: { username: { value: hunter2-v }, token: { secretKeyRef: { name: g, key: t } } }"
            ),
            secrets: ["g": .opaque(["t": "gldt-hunter2-hunter2-hunter2"])],
            attempts: ["hunter2-u", ""]
        ),
        token("quay"), token("jfrog"), token("cloudsmith"), token("github"),
    ]

    private static func token(_ kind: String) -> KindUnderTest {
        KindUnderTest(
            name: "\(kind) of a token",
            lines: lines("\(kind): { username: { value: hunter2-u }, token: { secretKeyRef: { name: s, key: t } } }"),
            otherLines: lines(
                "\(kind): { username: { value: hunter2-u }, token: { secretKeyRef: { name: s, key: o } } }"
            ),
            secrets: ["s": .opaque(["t": "hunter2-t"])],
            attempts: ["hunter2-u", ""]
        )
    }
}
