import ArgumentParser

@main
struct Pullpass: ParsableCommand {
    func run() throws { print("pullpass") }
}
