internal import Linux
internal import Text

/// A cloud-init script for nodes of OKE, whose kubelet gets flags from nowhere else.
///
/// A node whose plugin cannot be installed joins the cluster all the same, without the flags: a kubelet that is told of files that are not
/// there would not start.
package struct CloudInitScript: Sendable {
    /// The script.
    package let text: String

    /// Makes it.
    ///
    /// - Parameters:
    ///   - url: where nodes get the program.
    ///   - program: the program, whose digest the script asks for.
    ///   - configuration: the configuration, which becomes part of the script.
    /// - Throws: ``NodeSetupError`` where the address is none that a shell takes as it is.
    package init(url: String, program: [UInt8], configuration: [UInt8]) throws {
        guard url.hasPrefix("https://"), url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x27 }) else {
            throw NodeSetupError.usage(
                "--print-cloud-init: give the https:// address from which nodes get this program"
            )
        }
        guard let flavour = Flavour(named: "oke"), let programs = flavour.programs, let config = flavour.config else {
            throw NodeSetupError.failed("there are no usual paths for OKE")
        }
        let plugin = "\(programs)/\(NodeSetupPaths.provider)"
        text = """
            #!/bin/bash
            # Made by pullpass node install --print-cloud-init. User data can be read by whoever reaches the metadata service, Pods among them:
            # let no credential stand in the configuration.
            flags=
            if curl -fsSL --retry 5 -o \(plugin) '\(url)' \\
              && echo '\(NodeRecord.digest(program))  \(plugin)' | sha256sum -c - && chmod 0755 \(plugin) \\
              && (umask 077; mkdir -p -m 0755 /etc/pullpass && base64 -d >\(NodeSetupPaths.configuration) <<<'\(Base64.encode(configuration))') \\
              && \(plugin) node install --flavour oke --config \(NodeSetupPaths.configuration); then
              flags='\(KubeletFlags.arguments(config: config, programs: programs))'
            fi
            curl -fsS --retry 5 -H 'Authorization: Bearer Oracle' http://169.254.169.254/opc/v2/instance/metadata/oke_init_script \\
              | base64 -d >/var/run/oke-init.sh
            bash /var/run/oke-init.sh ${flags:+--kubelet-extra-args "$flags"}

            """
    }
}
