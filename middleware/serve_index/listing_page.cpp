// The page and its style, where the program gives no others.
#include "listing.hpp"

namespace crema::detail {

const std::string_view usual_page = R"(<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>listing directory {directory}</title>
<style>{style}</style>
</head>
<body class="directory">
<input id="search" type="text" placeholder="Search" autocomplete="off">
<div id="wrapper">
<h1><a href="/">~</a>{linked-path}</h1>
{files}
</div>
<script>
document.getElementById('search').addEventListener('input', (event) => {
  const wanted = event.target.value.toLowerCase();
  for (const link of document.querySelectorAll('#files a')) {
    const name = link.title.toLowerCase();
    link.classList.toggle('highlight', wanted !== '' && name !== '..' && name.includes(wanted));
  }
});
</script>
</body>
</html>
)";

const std::string_view usual_style = R"(
* { box-sizing: border-box; margin: 0; padding: 0; }
body { color: #444; background: #fafafa; font: 14px/1.5 system-ui, sans-serif; padding: 2rem; }
a { color: inherit; text-decoration: none; }
h1 { font-size: 1.3rem; margin-bottom: 1.5rem; }
h1 a:hover { text-decoration: underline; }
#search { border: 1px solid #ccc; border-radius: 4px; float: right; padding: .3rem .6rem; width: 12rem; }
#files { list-style: none; }
#files a { border-radius: 4px; display: block; overflow: hidden; padding: .3rem .6rem; text-overflow: ellipsis; white-space: nowrap; }
#files a:hover, #files a:focus { background: #e8eef8; }
#files a.highlight { background: #ffec99; }
#files .icon .name { background-position: 0 50%; background-repeat: no-repeat; padding-left: 22px; }
#files .size, #files .date { display: none; }
.view-tiles { display: grid; gap: .2rem; grid-template-columns: repeat(auto-fill, minmax(14rem, 1fr)); }
.view-details .header { border-bottom: 1px solid #ccc; color: #888; padding: .3rem .6rem; }
.view-details a, .view-details .header { display: flex !important; }
.view-details .name { flex: 1; overflow: hidden; text-overflow: ellipsis; }
#files.view-details .size, #files.view-details .date { display: block; text-align: right; }
#files.view-details .size { width: 8rem; }
#files.view-details .date { width: 14rem; }
@media (max-width: 600px) { body { padding: 1rem; } #files.view-details .date { display: none; } }
)";

}  // namespace crema::detail
