const { spawnSync } = require("node:child_process");
const { join } = require("node:path");

// Nx hands the arguments of package.json scripts to a shell, without quotes: SQL does not survive that.
exports.default = async ({ script, __unparsed__ }, { root, projectName, projectsConfigurations }) => {
	const folder = join(root, projectsConfigurations.projects[projectName].root);
	const { status } = spawnSync(process.execPath, ["--import", "tsx", join(folder, script), ...__unparsed__], {
		stdio: "inherit",
	});
	return { success: status === 0 };
};
