"""Rows of the sample files: invented, and one of each kind of cell."""

from typing import Any

from app.directory.models import OverseasGroup, ProgramBase, Theme

SAMPLES: dict[type[Any], list[list[str]]] = {
    OverseasGroup: [
        ["旅德环境科学家协会(示例)", "Association of Environmental Scientists in Germany (sample)", "DE",
         "柏林", "Berlin", "yes", "2003-12-18",
         "https://environment.example", "office@environment.example", "environment-germany"],
        ["加拿大生物医药学会(示例)", "Society of Biomedicine in Canada (sample)", "加拿大", "多伦多", "Toronto",
         "no", "2011/5/1", "", "", ""],
    ],
    ProgramBase: [
        ["澄湖工作基地(示例)", "Chenghu Base (sample)", "澄湖", "Chenghu", "湖北", "Hubei",
         "澄湖路1号", "1 Chenghu Road", "30.5928", "114.3055", "no", "https://chenghu.example", "chenghu"],
    ],
    Theme: [["能源与生态环境(示例)", "Energy and ecological environment (sample)", "10", "energy"]],
}  # fmt: skip
