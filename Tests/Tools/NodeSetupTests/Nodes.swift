import Configuration
import KubeletConfiguration
import Linux
import NodeSetup
import Providers

/// A configuration for nodes with these registries.
func configuration(_ registries: String...) -> String {
    "apiVersion: pullpass.dev/v1alpha1\nkind: Configuration\nregistries:\n" + registries.joined()
}

/// A registry with a user name and a password.
func registry(_ name: String, _ pattern: String, password: String = "hunter-2-hunter") -> String {
    """
      - name: \(name)
        matchImages: [\(pattern)]
        credentials:
          basic:
            username: { value: puller }
            password: { value: \(password) }

    """
}

/// One that is asked as the Pod's ServiceAccount.
let podRegistry = """
      - name: pods
        matchImages: ["123456789012.dkr.ecr.eu-central-1.amazonaws.com"]
        credentials:
          ecr:
            fromPod: { roleAnnotation: eks.amazonaws.com/role-arn }

    """

func file(_ text: String, mode: UInt32 = 0o644) -> NodeFile { NodeFile(Array(text.utf8), mode: mode) }

/// What an EKS node has: nodeadm's own layout, not ours.
let ecrConfig = """
    {
      "apiVersion": "kubelet.config.k8s.io/v1",
      "kind": "CredentialProviderConfig",
      "providers": [
        {
          "name": "ecr-credential-provider",
          "matchImages": [
            "*.dkr.ecr.*.amazonaws.com",
             "*.dkr.ecr.*.amazonaws.eu"
          ],
          "defaultCacheDuration": "12h",
          "apiVersion": "credentialprovider.kubelet.k8s.io/v1"
        }
      ]
    }

    """

let acrConfig = """
    # written by AKS
    apiVersion: kubelet.config.k8s.io/v1
    kind: CredentialProviderConfig
    providers:
      - name: acr-credential-provider   # theirs
        matchImages:
          - "*.azurecr.io"
        apiVersion: credentialprovider.kubelet.k8s.io/v1
        defaultCacheDuration: 10m
        args:
          - /etc/kubernetes/azure.json

    """

let unit = "[Service]\nEnvironmentFile=-/var/lib/kubelet/kubeadm-flags.env\nEnvironmentFile=-/etc/default/kubelet\n"

/// The nodes of vendors, as they are before anybody installs anything.
let nodes: [String: [String: NodeFile]] = [
    "k3s": ["/etc/systemd/system/k3s.service": file("[Service]\nExecStart=/usr/local/bin/k3s server\n")],
    "rke2": ["/usr/local/lib/systemd/system/rke2-agent.service": file("[Service]\n")],
    "kubeadm": [
        "/usr/lib/systemd/system/kubelet.service": file("[Service]\nExecStart=/usr/bin/kubelet\n"),
        "/usr/lib/systemd/system/kubelet.service.d/10-kubeadm.conf": file(unit),
        "/var/lib/kubelet/kubeadm-flags.env": file(
            "KUBELET_KUBEADM_ARGS=\"--container-runtime-endpoint=unix:///run/c.sock\"\n"
        ),
        "/etc/default/kubelet": file("# theirs\nKUBELET_EXTRA_ARGS='--node-ip=10.0.0.4'\n", mode: 0o640),
    ],
    "eks": [
        "/etc/systemd/system/kubelet.service": file("[Service]\nEnvironmentFile=-/etc/eks/kubelet/environment\n"),
        "/etc/eks/kubelet/environment": file(
            "NODEADM_KUBELET_ARGS=--image-credential-provider-bin-dir=/etc/eks/image-credential-provider "
                + "--image-credential-provider-config=/etc/eks/image-credential-provider/config.json --v=2"
        ),
        "/etc/eks/image-credential-provider/config.json": file(ecrConfig),
        "/etc/eks/image-credential-provider/ecr-credential-provider": file("ecr", mode: 0o755),
    ],
    "aks": [
        "/etc/systemd/system/kubelet.service": file("[Service]\nEnvironmentFile=/etc/default/kubelet\n"),
        "/etc/default/kubelet": file(
            "KUBELET_FLAGS=--address=0.0.0.0 --image-credential-provider-config=/var/lib/kubelet/credential-provider-config.yaml "
                + "--image-credential-provider-bin-dir=/var/lib/kubelet/credential-provider --v=2\nKUBELET_NODE_LABELS=a=b\n"
        ),
        "/var/lib/kubelet/credential-provider-config.yaml": file(acrConfig, mode: 0o600),
        "/var/lib/kubelet/credential-provider/acr-credential-provider": file("acr", mode: 0o755),
    ],
    "oke": ["/etc/systemd/system/kubelet.service": file("[Service]\nExecStart=/usr/bin/kubelet\n")],
    "generic": ["/etc/systemd/system/kubelet.service": file("[Service]\nExecStart=/usr/bin/kubelet\n")],
]

let flavours = nodes.keys.sorted()

/// What the program of a version holds: the head of a program for this machine, and a mark.
func program(_ version: Int) -> [UInt8] {
    var head: [UInt8] = [0x7F, 0x45, 0x4C, 0x46, 2, 1] + [UInt8](repeating: 0, count: 12)
    #if arch(x86_64)
    head += [0x3E, 0]
    #else
    head += [0xB7, 0]
    #endif
    return head + Array("pullpass \(version)".utf8)
}

func request(
    _ flavour: String,
    _ text: String = configuration(registry("own", "registry.example/team")),
    version: Int = 1,
    minor: Int = 34,
    config: String? = nil,
    programs: String? = nil,
    cache: String? = nil
) throws -> InstallRequest {
    let isGeneric = flavour == "generic"
    let reading = Configuration.parse(Array(text.utf8), file: "node.yaml", mode: .node, kinds: CredentialKinds.all)
    return InstallRequest(
        flavour: Flavour(named: flavour) ?? Flavour.all[0],
        program: program(version),
        configuration: Array(text.utf8),
        settings: try reading.get(),
        kubelet: Kubelet(KubeletVersion(minor: minor)),
        config: config ?? (isGeneric ? "/etc/kubernetes/credential-provider-config.yaml" : nil),
        programs: programs ?? (isGeneric ? "/usr/local/bin" : nil),
        cache: cache
    )
}

/// A host that is never asked.
struct NoHost: NodeHost {
    func run(_ program: String, _ arguments: [String], timeLimit: Duration) async -> ProgramResult? { nil }
    func isKubeletHealthy() async -> Bool { false }
    func pause(_ duration: Duration) async {}
}

extension MemoryFileSystem {
    @discardableResult
    func install(_ request: InstallRequest) async throws -> NodePlan {
        try await NodeInstaller(self, NoHost()).install(request, restarts: false).plan
    }

    @discardableResult
    func uninstall() async throws -> NodePlan {
        try await NodeInstaller(self, NoHost()).uninstall(restarts: false).plan
    }

    func text(_ path: String) -> String { String(decoding: files[path]?.bytes ?? [], as: UTF8.self) }
}

/// Where the kubelets of these nodes look.
let places: [String: (config: String, programs: String)] = [
    "k3s": ("/var/lib/rancher/credentialprovider/config.yaml", "/var/lib/rancher/credentialprovider/bin"),
    "rke2": ("/var/lib/rancher/credentialprovider/config.yaml", "/var/lib/rancher/credentialprovider/bin"),
    "kubeadm": ("/etc/kubernetes/credential-provider-config.yaml", "/usr/local/bin"),
    "eks": ("/etc/eks/image-credential-provider/config.json", "/etc/eks/image-credential-provider"),
    "aks": ("/var/lib/kubelet/credential-provider-config.yaml", "/var/lib/kubelet/credential-provider"),
    "oke": ("/etc/kubernetes/credential-provider-config.yaml", "/usr/local/bin"),
    "generic": ("/etc/kubernetes/credential-provider-config.yaml", "/usr/local/bin"),
]
