import TestKubelet
import TestSupport
import Testing

/// What is kept for how long, and how many run at once.
@Suite struct PluginCacheTests {
    static let images = ["fake.lab/a", "fake.lab/a", "fake.lab/b", "other.lab/a"]

    private func plugins(_ folder: PluginFolder, duration: String = "10m", _ clock: HandClock) throws
        -> CredentialProviderPlugins
    {
        let provider = PluginFolder.provider("rec1", images: "[fake.lab, other.lab]", duration: duration)
        return CredentialProviderPlugins(
            try folder.start(PluginFolder.configuration(provider)),
            clock: KubeletClock(clock)
        )
    }

    @Test(
        "By cacheKeyType an answer serves one image, one host, or all of the provider",
        arguments: [
            ("Image", ["fake.lab/a", "fake.lab/b", "other.lab/a"]), ("Registry", ["fake.lab/a", "other.lab/a"]),
            ("Global", ["fake.lab/a"]),
        ]
    )
    func keys(_ key: String, _ runs: [String]) async throws {
        let folder = try PluginFolder()
        try folder.add(
            "rec1",
            printing: PluginAnswerTests.answer(#"{"*.lab":{"username":"u","password":"p"}}"#, key: key)
        )
        let plugins = try plugins(folder, HandClock())
        for image in Self.images {
            #expect(try await KubeletPulls(plugins: plugins).tries(pulling: image).map(\.description) == ["u:p"])
        }
        #expect(await plugins.runs(of: "rec1") == runs)
    }

    @Test(
        "An answer is kept for as long as it says, else as the configuration says; an empty one as well",
        arguments: [
            (#""10m""#, "1m", 600), (nil, "1m", 60), (#""0s""#, "1m", 0), (nil, "0s", 0), (#""-1m""#, "1m", 0),
        ] as [(String?, String, Int)],
        [PluginAnswerTests.plug, "{}"]
    )
    func durations(_ row: (duration: String?, standard: String, seconds: Int), _ auth: String) async throws {
        let folder = try PluginFolder()
        try folder.add("rec1", printing: PluginAnswerTests.answer(auth, duration: row.duration))
        let clock = HandClock()
        let plugins = try plugins(folder, duration: row.standard, clock)
        let kubelet = KubeletPulls(plugins: plugins)
        let expected = auth == "{}" ? ["ANON"] : ["plug:p"]
        for _ in 0..<2 { #expect(try await kubelet.tries(pulling: "fake.lab/a").map(\.description) == expected) }
        #expect(await plugins.runs(of: "rec1").count == (row.seconds == 0 ? 2 : 1))
        guard row.seconds > 0 else { return }
        clock.advance(bySeconds: row.seconds)
        _ = try await kubelet.tries(pulling: "fake.lab/a")
        #expect(await plugins.runs(of: "rec1").count == 1)
        clock.advance(bySeconds: 1)
        _ = try await kubelet.tries(pulling: "fake.lab/a")
        #expect(await plugins.runs(of: "rec1").count == 2)
    }

    @Test("Eight images are eight runs at once, eight Pods of one image are one run", arguments: [8, 1])
    func concurrency(_ images: Int) async throws {
        let folder = try PluginFolder()
        let gate = folder.directory.path("gate")
        try folder.add(
            "rec1",
            script: """
                : > '\(folder.directory.path)/run.'$$
                while [ ! -e '\(gate)' ]; do sleep 0.02; done
                echo '\(PluginAnswerTests.answer(PluginAnswerTests.plug, duration: #""0s""#))'
                """
        )
        let plugins = try plugins(folder, HandClock())
        let kubelet = KubeletPulls(plugins: plugins)
        let tries = try await withThrowingTaskGroup(of: [Try].self) { group in
            for pod in 0..<8 {
                group.addTask {
                    try await kubelet.tries(pulling: "fake.lab/image-\(pod % images)", for: PullingPod("p\(pod)"))
                }
            }
            // All of them run, or wait, at the same time.
            #expect(await eventually { await plugins.asks(of: "rec1") == 8 })
            #expect(await plugins.runs(of: "rec1").count == images)
            try folder.directory.write("gate", "")
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(tries.map { $0.map(\.description) } == Array(repeating: ["plug:p"], count: 8))
    }
}
