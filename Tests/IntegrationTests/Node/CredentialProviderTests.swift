import FoundationEssentials
import Glibc
import Processes
import TestSupport
import Testing

/// The built executable as a kubelet runs it: nothing in its environment, in the folder `/`, a request that ends, and what it says.
struct CredentialProviderTests {
    private let folder: TemporaryDirectory

    init() throws { folder = try TemporaryDirectory() }

    private static func request(_ image: String, version: String = "v1") -> String {
        #"{"kind":"CredentialProviderRequest","apiVersion":"credentialprovider.kubelet.k8s.io/\#(version)","image":"\#(image)"}"#
            + "\n"
    }

    private static func response(_ members: String, version: String = "v1") -> String {
        #"{"kind":"CredentialProviderResponse","apiVersion":"credentialprovider.kubelet.k8s.io/\#(version)",\#(members)}"#
            + "\n"
    }

    private func write(_ registries: String) throws -> String {
        try folder.write(
            "config.yaml",
            "apiVersion: pullpass.dev/v1alpha1\nkind: Configuration\nregistries:\n\(registries)"
        )
    }

    /// Runs it; `shell` may do with the command line `"$@"` what it likes.
    private func run(
        _ registries: String? = nil,
        _ input: String,
        arguments: [String] = [],
        environment: [String: String] = [:],
        shell: String = #"cd / && exec "$@""#
    ) async throws -> CommandResult {
        let config = try registries.map(write) ?? folder.path("config.yaml")
        var command = Command(
            "/bin/sh",
            ["-c", shell, "sh", try Repository.executable(), "credential-provider", "--config", config] + arguments,
            environment: environment,
            standardInput: Array(input.utf8)
        )
        command.timeLimit = .seconds(60)
        return try await Processes.run(command)
    }

    private let basic = """
          - name: good
            matchImages: [r.lab]
            credentials: { basic: { username: { value: jane }, password: { value: hunter2-of-jane } } }

        """

    @Test(arguments: ["v1", "v1beta1", "v1alpha1"])
    func `it answers in the version of the request, and nothing else is printed`(version: String) async throws {
        let result = try await run(basic, Self.request("r.lab/team/app", version: version))
        #expect(result.status == .exited(0))
        #expect(
            result.outputText
                == Self.response(
                    #""cacheKeyType":"Registry","cacheDuration":"5m0s","auth":{"r.lab":{"username":"jane","password":"hunter2-of-jane"}}"#,
                    version: version
                )
        )
        #expect(result.errorText == "")
    }

    @Test func `without a registry for the image, it has nothing, which is no failure`() async throws {
        let result = try await run(basic, Self.request("s.lab/app"))
        #expect(result.status == .exited(0))
        #expect(result.outputText == Self.response(#""cacheKeyType":"Registry","cacheDuration":"0s","auth":{}"#))
        #expect(result.errorText == "")
    }

    @Test func `with registries named it answers for those alone, and a name that is none is a fault`() async throws {
        let other = basic.replacing("good", with: "other").replacing("r.lab", with: "s.lab")
        let named: [(arguments: [String], count: Int)] = [
            ([], 1), (["--registry", "good"], 1), (["--registry", "other"], 0),
            (["--registry", "other", "--registry=good"], 1),
        ]
        for (arguments, count) in named {
            let result = try await run(basic + other, Self.request("r.lab/app"), arguments: arguments)
            #expect(result.status == .exited(0), "\(result.errorText)")
            #expect(result.outputText.contains("jane") == (count == 1), "\(arguments)")
        }
        let gone = try await run(basic, Self.request("r.lab/app"), arguments: ["--registry", "gone"])
        #expect(gone.status == .exited(1) && gone.outputText == "")
        #expect(
            gone.errorText.hasSuffix("has no registry gone: render the kubelet's configuration anew\n"),
            "\(gone.errorText)"
        )
    }

    @Test func `a fault is exit status 1, a line that tells it, and no answer`() async throws {
        let result = try await run(
            basic.replacing("value: hunter2-of-jane", with: "file: /nowhere"),
            Self.request("r.lab/app")
        )
        #expect(result.status == .exited(1))
        #expect(result.outputText == "")
        #expect(
            result.errorText
                == "pullpass: registry good: password from file /nowhere: /nowhere cannot be read: it does not exist: "
                + "put the file there, or correct the path or its rights\n"
        )
    }

    @Test func `a configuration that cannot be used tells its first mistakes`() async throws {
        let bad = (1...8).map {
            basic.replacing("good", with: "r\($0)").replacing("value: jane", with: "secretKeyRef: {}")
        }
        let result = try await run(bad.joined(), Self.request("r.lab/app"))
        #expect(result.status == .exited(1) && result.outputText == "")
        let lines = result.errorText.split(separator: "\n")
        #expect(lines.count == 7, "\(result.errorText)")
        #expect(lines[0] == "pullpass: the configuration cannot be used:")
        #expect(lines[1].hasPrefix("\(folder.path("config.yaml")):6: registries[0].credentials.basic.username"))
        #expect(lines[6].hasSuffix("more: pullpass validate --node \(folder.path("config.yaml"))"))
        #expect(!result.errorText.contains("hunter2"))
        _ = unsafe unlink(folder.path("config.yaml"))
        let missing = try await run(nil, Self.request("r.lab/app"))
        #expect(missing.status == .exited(1) && missing.outputText == "")
        #expect(missing.errorText.hasSuffix("config.yaml cannot be read: it does not exist\n"))
    }

    @Test(
        arguments: [
            ("", "standard input has nothing: "), ("hunter2", "standard input has no JSON (7 bytes): "),
            (#"{"kind":"Pod"}"#, "an object of kind Pod: "), (request("r.lab/app", version: "v2"), "apiVersion"),
        ]
    )
    func `what is no request is told in one line`(input: String, words: String) async throws {
        let result = try await run(basic, input)
        #expect(result.status == .exited(1) && result.outputText == "")
        #expect(result.errorText.contains(words) && result.errorText.contains("the kubelet runs this command"))
        #expect(result.errorText.count { $0 == "\n" } == 1 && !result.errorText.contains("hunter2"))
    }

    // MARK: Streams

    @Test func `a stream that is closed is told, and what is printed goes nowhere else`() async throws {
        let input = try await run(basic, "", shell: #"cd / && exec "$@" <&-"#)
        #expect(input.status == .exited(1) && input.outputText == "")
        #expect(input.errorText.hasPrefix("pullpass: standard input: it is closed: the kubelet runs this command"))
        let output = try await run(basic, Self.request("r.lab/app"), shell: #"cd / && exec "$@" >&-"#)
        #expect(output.status == .exited(1))
        #expect(
            output.errorText
                == "pullpass: the answer did not reach the kubelet: cannot write to standard output: Bad file descriptor\n"
        )
        let error = try await run(basic, Self.request("r.lab/app"), shell: #"cd / && exec "$@" 2>&-"#)
        #expect(error.status == .exited(0) && error.outputText.contains("hunter2-of-jane"))
        let all = try await run(basic, "", shell: #"cd / && "$@" <&- >&- 2>&-; echo $?"#)
        #expect(all.outputText == "1\n" && all.errorText == "")
    }

    @Test func `a reader that goes away, or does not read, ends it`() async throws {
        let gone = try await run(
            basic,
            Self.request("r.lab/app"),
            shell: #"{ read -r line; sleep 1; printf '%s\n' "$line" | "$@"; echo $? >&2; } | :"#
        )
        #expect(
            gone.errorText
                == "pullpass: the answer did not reach the kubelet: cannot write to standard output: Broken pipe\n1\n"
        )
    }

    // MARK: Programs

    /// A registry whose credential is what a script says.
    private func exec(_ script: String, more: String = "") throws -> String {
        let program = try folder.writeProgram("plugin", "#!/bin/sh\n" + script)
        return """
              - name: program
                matchImages: ["*.lab"]
                credentials: { exec: { command: \(program)\(more) } }

            """
    }

    private static let prints = #"""
        printf '{"kind":"CredentialProviderResponse","apiVersion":"credentialprovider.kubelet.k8s.io/v1","cacheKeyType":"Image",'
        printf '"cacheDuration":"2h","auth":{"r.lab":{"username":"u","password":"hunter2-%s"}}}\n' "$number"

        """#

    @Test func `a program that is run for a credential has nothing of its streams`() async throws {
        let script = """
            stdout=$(readlink /proc/$$/fd/1)
            echo "$stdout" > \(folder.path("stdout"))
            setsid sh -c 'sleep 20; echo no' &
            number=1
            ls -l /proc/$$/fd > \(folder.path("open"))

            """
        // The answer comes, and its end with it, though a child of the program goes on.
        let result = try await run(
            try exec(script + Self.prints),
            Self.request("r.lab/app"),
            environment: ["PATH": "/usr/bin:/bin"],
            shell: #"cd / && "$@" > "\#(folder.path("out"))" && readlink /proc/$$/fd/1"#
        )
        #expect(result.status == .exited(0), "\(result.errorText)")
        let answer = String(decoding: try Data(contentsOf: URL(filePath: folder.path("out"))), as: UTF8.self)
        #expect(
            answer
                == Self.response(
                    #""cacheKeyType":"Image","cacheDuration":"59m59s","auth":{"r.lab":{"username":"u","password":"hunter2-1"}}"#
                ) || answer.contains(#""cacheDuration":"1h0m0s""#)
        )
        let stdout = String(decoding: try Data(contentsOf: URL(filePath: folder.path("stdout"))), as: UTF8.self)
        #expect(stdout.hasPrefix("pipe:"))
        let open = String(decoding: try Data(contentsOf: URL(filePath: folder.path("open"))), as: UTF8.self)
        #expect(!open.contains("/out") && !open.contains("config.yaml"), "\(open)")
    }

    @Test func `it ends by itself, and ends what it has run, where no answer comes`() async throws {
        let script = "echo $$ > \(folder.path("pid"))\nexec sleep 1000\n"
        let result = try await run(
            try exec(script) + basic,
            Self.request("r.lab/app"),
            environment: ["PATH": "/usr/bin:/bin"]
        )
        // The other registry's credential is good all the same.
        #expect(result.status == .exited(0))
        #expect(
            result.outputText
                == Self.response(
                    #""cacheKeyType":"Image","cacheDuration":"0s","auth":{"r.lab":{"username":"jane","password":"hunter2-of-jane"}}"#
                )
        )
        #expect(result.errorText.contains("registry program: plugin "), "\(result.errorText)")
        #expect(result.errorText.contains(": no answer within 15 s: look at the way"), "\(result.errorText)")
        let text = String(decoding: try Data(contentsOf: URL(filePath: folder.path("pid"))), as: UTF8.self)
        let pid = try #require(pid_t(text.filter(\.isNumber)))
        #expect(await eventually { kill(pid, 0) != 0 })
    }

    // MARK: Cache

    /// A program that counts its runs, of which each takes a moment.
    private func counting() throws -> String {
        try exec(
            "echo run >> \(folder.path("runs"))\nsleep 0.3\nnumber=$(wc -l < \(folder.path("runs")))\n" + Self.prints
        )
    }

    private var runs: Int {
        let bytes = (try? Data(contentsOf: URL(filePath: folder.path("runs")))) ?? Data()
        return bytes.count { $0 == 0x0A }
    }

    private let path = ["PATH": "/usr/bin:/bin"]

    @Test func `eight at once ask once, and the next ones not at all`() async throws {
        let registries = try counting()
        let config = try write(registries)
        #expect(config == folder.path("config.yaml"))
        let arguments = ["--cache", folder.path("cache")]
        let answers = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<8 {
                group.addTask { [self] in
                    let result = try await run(nil, Self.request("r.lab/app"), arguments: arguments, environment: path)
                    #expect(result.status == .exited(0) && result.errorText == "", "\(result.errorText)")
                    return result.outputText
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(runs == 1)
        #expect(answers.allSatisfy { $0.contains("hunter2-1") })
        let next = try await run(nil, Self.request("r.lab/app"), arguments: arguments, environment: path)
        #expect(next.outputText.contains("hunter2-1") && runs == 1)
        // Another image is another's business: the program is asked for each.
        let other = try await run(nil, Self.request("r.lab/other"), arguments: arguments, environment: path)
        #expect(other.outputText.contains("hunter2-2") && runs == 2)
        // So is another environment, and another configuration.
        let someone = path.merging(["AWS_PROFILE": "a"]) { $1 }
        _ = try await run(nil, Self.request("r.lab/app"), arguments: arguments, environment: someone)
        #expect(runs == 3)
        _ = try write(registries + "# changed\n")
        _ = try await run(nil, Self.request("r.lab/app"), arguments: arguments, environment: path)
        #expect(runs == 4)
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path("cache"))
        #expect(files.count == 4)
        for file in files {
            var status = stat()
            #expect(unsafe stat("\(folder.path("cache"))/\(file)", &status) == 0 && status.st_mode & 0o777 == 0o600)
        }
    }

    @Test func `one that is killed while it asks keeps nobody waiting, and leaves nothing that is believed`()
        async throws
    {
        _ = try write(try counting())
        let arguments = ["--cache", folder.path("cache")]
        let killed = try await run(
            nil,
            Self.request("r.lab/app"),
            arguments: arguments,
            environment: path,
            shell:
                #"cd /; exec 3<&0; "$@" <&3 & pid=$!; until [ -e "\#(folder.path("runs"))" ]; do sleep 0.01; done; kill -9 $pid; wait"#
        )
        #expect(killed.outputText == "")
        let result = try await run(nil, Self.request("r.lab/app"), arguments: arguments, environment: path)
        #expect(result.outputText.contains("hunter2-2") && runs == 2)
    }

    @Test func `a cache that cannot be used is told, and costs no answer`() async throws {
        _ = try write(try counting())
        for path in ["/proc/nowhere/cache", folder.path("config.yaml")] {
            let result = try await run(
                nil,
                Self.request("r.lab/app"),
                arguments: ["--cache", path],
                environment: self.path
            )
            #expect(result.status == .exited(0) && result.outputText.contains("hunter2"))
            #expect(result.errorText.hasPrefix("pullpass: the cache is not used: "), "\(result.errorText)")
        }
    }
}
