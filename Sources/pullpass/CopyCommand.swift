import ArgumentParser
import Files

/// `pullpass copy`: brings the executable to containers of other images.
struct CopyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "copy",
        abstract: "Copy this executable into a folder.",
        discussion: """
            It needs no library and no other file, so that it runs in any Linux image of the same architecture, also in one that has \
            nothing to run. The chart's prepull.images brings it there by a volume.

            EXAMPLE:
              pullpass copy /pullpass-bin

            EXIT STATUS:
              0  it is there, whole
              1  it could not be read or written; the message says why
              2  wrong usage
            """
    )

    @Argument(
        help: ArgumentHelp("The folder, which gets the file pullpass.", valueName: "folder"),
        completion: .directory
    )
    var folder: String

    func run() throws {
        do {
            try FileWriter.copy("/proc/self/exe", to: "\(folder)/pullpass", mode: 0o755)
        } catch {
            throw CommandFailure.failed("\(error)")
        }
    }
}
