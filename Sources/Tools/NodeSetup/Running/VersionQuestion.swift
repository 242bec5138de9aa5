package import KubeletConfiguration
internal import Linux

extension Flavour {
    /// Asks the node's programs for the kubelet's version (`kubelet --version`, `k3s --version`); nil where none tells.
    package func kubeletVersion(on host: any NodeHost, _ files: any NodeFileSystem) async -> KubeletVersion? {
        for program in versionPrograms where (try? files.isFile(program)) == true {
            guard let result = await host.run(program, ["--version"], timeLimit: .seconds(20)), result.isSuccess else {
                continue
            }
            // `Kubernetes v1.36.2`, `k3s version v1.36.2+k3s1 (…)`.
            let words = String(decoding: result.output.prefix(1 << 12), as: UTF8.self).split(
                whereSeparator: \.isWhitespace
            )
            if let version = words.lazy.compactMap({ KubeletVersion(String($0)) }).first { return version }
        }
        return nil
    }
}
