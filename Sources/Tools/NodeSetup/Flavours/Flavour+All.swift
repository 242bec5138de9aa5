extension Flavour {
    /// All that are known, by their names.
    package static let all: [Flavour] = [
        rancher("k3s", units: ["k3s", "k3s-agent"], programs: ["/usr/local/bin/k3s", "/usr/bin/k3s", "/opt/bin/k3s"]),
        rancher(
            "rke2",
            units: ["rke2-server", "rke2-agent"],
            programs: ["/usr/local/bin/rke2", "/usr/bin/rke2", "/opt/rke2/bin/rke2"]
        ),
        ordinary(
            "kubeadm",
            programs: "/usr/local/bin",
            config: "/etc/kubernetes/credential-provider-config.yaml",
            flags: .variable("KUBELET_EXTRA_ARGS", files: ["/etc/default/kubelet", "/etc/sysconfig/kubelet"]),
            sources: ["/var/lib/kubelet/kubeadm-flags.env", "/etc/default/kubelet", "/etc/sysconfig/kubelet"]
        ),
        ordinary(
            "eks",
            programs: "/etc/eks/image-credential-provider",
            config: "/etc/eks/image-credential-provider/config.json",
            flags: .vendor("nodeadm sets them when the node boots"),
            sources: ["/etc/eks/kubelet/environment"],
            bootFile: BootFile(
                path: "/etc/systemd/system/kubelet.service.d/50-pullpass.conf",
                reason: "nodeadm writes config.json anew at each boot"
            )
        ),
        ordinary(
            "aks",
            programs: "/var/lib/kubelet/credential-provider",
            config: "/var/lib/kubelet/credential-provider-config.yaml",
            flags: .variable("KUBELET_FLAGS", files: ["/etc/default/kubelet"]),
            sources: ["/etc/default/kubelet"]
        ),
        ordinary(
            "oke",
            programs: "/usr/local/bin",
            config: "/etc/kubernetes/credential-provider-config.yaml",
            flags: .vendor(
                "the node's cloud-init script gives them to oke-init.sh: see --print-cloud-init; "
                    + "nodes that are there already keep what they were made with"
            ),
            sources: ["/etc/default/kubelet", "/etc/sysconfig/kubelet"]
        ),
        ordinary("generic", programs: nil, config: nil, flags: .user, sources: []),
    ]

    /// The flavour of a name.
    package init?(named name: String) {
        guard let flavour = Self.all.first(where: { $0.name == name }) else { return nil }
        self = flavour
    }

    /// K3s and RKE2: the kubelet is told by whoever runs it, which looks at these places itself (k3s#3280).
    private static func rancher(_ name: String, units: [String], programs: [String]) -> Flavour {
        Flavour(
            name: name,
            programs: "/var/lib/rancher/credentialprovider/bin",
            config: "/var/lib/rancher/credentialprovider/config.yaml",
            flags: .picked(file: "/etc/rancher/\(name)/config.yaml.d/pullpass.yaml"),
            flagSources: ["/etc/rancher/\(name)/config.yaml", "/etc/rancher/\(name)/config.yaml.d"]
                + units.flatMap { unitFiles($0) + ["/etc/systemd/system/\($0).service.env"] },
            units: units,
            versionPrograms: programs
        )
    }

    private static func ordinary(
        _ name: String,
        programs: String?,
        config: String?,
        flags: Flags,
        sources: [String],
        bootFile: BootFile? = nil
    ) -> Flavour {
        Flavour(
            name: name,
            programs: programs,
            config: config,
            flags: flags,
            flagSources: sources + unitFiles("kubelet"),
            units: ["kubelet"],
            versionPrograms: ["/usr/bin/kubelet", "/usr/local/bin/kubelet", "/opt/bin/kubelet"],
            bootFile: bootFile
        )
    }
}
