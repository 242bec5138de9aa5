import NodeSetup
import Testing

struct RefusalTests {
    @Test("What would keep the kubelet from starting is said, and nothing is written")
    func wouldNotStart() async throws {
        let cases: [(String, [String: NodeFile], String)] = [
            (
                "eks", ["/etc/eks/image-credential-provider/ecr-credential-provider": file("ecr", mode: 0o644)],
                "is no program that may be run"
            ),
            ("aks", ["/var/lib/kubelet/credential-provider-config.yaml": file(acrConfig + "    foo: bar\n")], "foo"),
            ("aks", ["/var/lib/kubelet/credential-provider-config.yaml": file("{")], "credential-provider-config.yaml"),
        ]
        for (flavour, changes, words) in cases {
            let disk = MemoryFileSystem((nodes[flavour] ?? [:]).merging(changes) { $1 })
            let before = disk.files
            let error = await #expect(throws: NodeSetupError.self) { try await disk.install(request(flavour)) }
            #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
            #expect(disk.files == before)
            #expect(disk.steps == 0)
        }
    }

    @Test("A Pod's identity needs a kubelet that has it")
    func tooOld() throws {
        let disk = MemoryFileSystem(nodes["k3s"] ?? [:])
        let error = #expect(throws: NodeSetupError.self) {
            try Planner(disk).install(request("k3s", configuration(podRegistry), minor: 32))
        }
        #expect(error?.isUsage == true)
    }

    @Test("A node of another kind, without a unit that reads the flags, is not taken for kubeadm's")
    func otherKind() throws {
        let disk = MemoryFileSystem(nodes["generic"] ?? [:])
        let error = #expect(throws: NodeSetupError.self) { try Planner(disk).install(request("kubeadm")) }
        #expect(error?.description.contains("no unit of the kubelet reads") == true)
    }

    @Test("One flag without the other is told")
    func oneFlag() throws {
        let disk = MemoryFileSystem([
            "/etc/systemd/system/kubelet.service": file(
                "[Service]\nExecStart=/usr/bin/kubelet --image-credential-provider-config=/etc/a.yaml\n"
            )
        ])
        let error = #expect(throws: NodeSetupError.self) { try Planner(disk).install(request("oke")) }
        #expect(error?.description.contains("it needs both") == true)
    }

    @Test("The plan shows what becomes ours, and never what may be a credential of others", arguments: [true, false])
    func othersCredentials(isLaidOut: Bool) throws {
        let values = ["wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "hunter2", "first\\nhunter3"]
        let variables = values.map { "{\"name\":\"V\",\"value\":\"\($0)\"}" }.joined(separator: ",")
        let environment = "      \"defaultCacheDuration\": \"12h\", \"env\": [\(variables)],\n"
        let config = ecrConfig.replacing("      \"defaultCacheDuration\": \"12h\",\n", with: environment)
        #expect(config != ecrConfig)
        let disk = MemoryFileSystem(
            (nodes["eks"] ?? [:]).merging([
                "/etc/eks/image-credential-provider/config.json": file(
                    isLaidOut ? config : config.replacing("\n", with: " ")
                )
            ]) { $1 }
        )
        let text = try Planner(disk).install(request("eks")).text
        for part in ["wJal", "EXAMPLEKEY", "hunter"] { #expect(!text.contains(part), "\(text)") }
        #expect(text.contains(isLaidOut ? "+      \"name\": \"pullpass\"," : "+[hidden: variables of a plugin]"))

        let kubeadm = (nodes["kubeadm"] ?? [:]).merging([
            "/etc/default/kubelet": file("API_PW=hunter4\nKUBELET_EXTRA_ARGS=--v=2\nOTHER_PW=hunter5\n")
        ]) { $1 }
        let plan = try Planner(MemoryFileSystem(kubeadm)).install(request("kubeadm")).text
        #expect(!plan.contains("hunter"))
        #expect(plan.contains("-KUBELET_EXTRA_ARGS=--v=2\n+KUBELET_EXTRA_ARGS=--image-credential-provider-config="))
    }

    @Test("The plan shows what is put between others' lines, and never what the configuration holds")
    func diff() throws {
        let disk = MemoryFileSystem(
            (nodes["eks"] ?? [:]).merging(["/etc/pullpass/config.yaml": file("old: hunter-1-hunter\n")]) { $1 }
        )
        let text = try Planner(disk).install(request("eks")).text
        #expect(text.contains("+      \"name\": \"pullpass\","))
        #expect(text.contains("+ /etc/eks/image-credential-provider/pullpass ("))
        #expect(!text.contains("hunter"))
        #expect(disk.steps == 0)
    }

    @Test("Files that the configuration names and the node has not are told")
    func missingFiles() throws {
        let text = configuration(registry("own", "registry.example")).replacing(
            "{ value: hunter-2-hunter }",
            with: "{ file: /etc/pullpass/token }"
        )
        let disk = MemoryFileSystem(nodes["k3s"] ?? [:])
        #expect(
            try Planner(disk).install(request("k3s", text)).notes.contains {
                $0.hasPrefix("/etc/pullpass/token, which")
            }
        )
    }
}
